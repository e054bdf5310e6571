import { expect } from 'chai';
import { makeDialpadAuthorizer } from '../../../../../src/adapters/outbound/dialpad/client/dialpad-authorizer.js';
import type { Authorizer } from '../../../../../src/application/ports/authorizer.js';
import { leftOf, rightOf } from '../../../../../src/testing/storage/outcome.js';
import { ACCESS, clientFor, TOKEN } from './clients.js';
import { type Answer, type ScriptedServer, scriptedServer } from './scripted-server.js';

const application = {
  clientId: 'client & id',
  clientSecret: 'the client’s secret',
  redirectUri: 'https://cti.example.com/auth/dialpad/callback?from=dialpad',
};
const PAIR: Answer = {
  body: { access_token: 'access', refresh_token: 'refresh', expires_in: 3600, token_type: 'bearer' },
};

describe('the authorisation by Dialpad', () => {
  let server: ScriptedServer;
  before(async () => {
    server = await scriptedServer();
  });
  after(() => server.close());

  const authorizer = (timeout = 5_000): Authorizer => {
    const { http } = clientFor(server.url, { timeout });
    return makeDialpadAuthorizer({ http, baseUrl: server.url, application, scopes: ['calls:list', 'offline_access'] });
  };
  /** Short for an answer that hangs; undefined, the default, for others, as a busy test machine may be slow. */
  const timeoutFor = (answer: Answer): number | undefined => (answer === 'hang' ? 60 : undefined);
  const form = (): Record<string, string> => Object.fromEntries(new URLSearchParams(server.seen.at(-1)?.body));

  it('starts in an administrator’s browser', () => {
    const { origin, pathname, searchParams } = new URL(
      authorizer().authorizeUrl({ state: 's&t', challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' }),
    );
    expect(`${origin}${pathname}`).to.equal(`${server.url}/oauth2/authorize`);
    expect(Object.fromEntries(searchParams)).to.deep.equal({
      response_type: 'code',
      client_id: application.clientId,
      redirect_uri: application.redirectUri,
      scope: 'calls:list offline_access',
      state: 's&t',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
  });

  it('exchanges a code, as a form', async () => {
    server.script(PAIR);
    expect(await rightOf(authorizer().exchange('the code', 'the verifier'))).to.deep.equal({
      accessToken: 'access',
      refreshToken: 'refresh',
      expiresInSeconds: 3600,
    });
    expect(server.seen[0]).to.include({ method: 'POST', path: '/oauth2/token' });
    expect(server.seen[0]?.headers['content-type']).to.equal('application/x-www-form-urlencoded');
    expect(form()).to.deep.equal({
      grant_type: 'authorization_code',
      code: 'the code',
      code_verifier: 'the verifier',
      redirect_uri: application.redirectUri,
      client_id: application.clientId,
      client_secret: application.clientSecret,
    });
  });

  it('refreshes; what the answer leaves out is null', async () => {
    server.script(
      { body: { access_token: 'new', refresh_token: null, expires_in: '7200' } },
      { body: { access_token: 'x' } },
    );
    expect(await rightOf(authorizer().refresh('old'))).to.deep.equal({
      accessToken: 'new',
      refreshToken: null,
      expiresInSeconds: 7200,
    });
    expect(form()).to.deep.equal({
      grant_type: 'refresh_token',
      refresh_token: 'old',
      client_id: application.clientId,
      client_secret: application.clientSecret,
    });
    expect((await rightOf(authorizer().refresh('old'))).expiresInSeconds).to.equal(null);
  });

  it('distinguishes a refusal from a failure that may pass', async () => {
    const cases: readonly (readonly [Answer, 'GrantRefused' | 'PhoneSystemUnavailable'])[] = [
      [{ status: 400, body: { error: 'invalid_grant', error_description: 'old is used' } }, 'GrantRefused'],
      [{ status: 401, body: { error: 'invalid_client' } }, 'GrantRefused'],
      [{ status: 400 }, 'GrantRefused'],
      [{ status: 403, body: '<html>Blocked</html>' }, 'PhoneSystemUnavailable'],
      [{ status: 404, body: '<html>No such page</html>' }, 'PhoneSystemUnavailable'],
      [{ status: 302, headers: { location: '/login' } }, 'PhoneSystemUnavailable'],
      [{ status: 500 }, 'PhoneSystemUnavailable'],
      [{ status: 429 }, 'PhoneSystemUnavailable'],
      [{ body: '<html>Sign in</html>' }, 'PhoneSystemUnavailable'],
      [{ body: { token_type: 'bearer', access_token: null } }, 'PhoneSystemUnavailable'],
      ['hang', 'PhoneSystemUnavailable'],
      ['cut', 'PhoneSystemUnavailable'],
    ];
    for (const [answer, tag] of cases) {
      server.script(answer);
      expect(await leftOf(authorizer(timeoutFor(answer)).refresh('old')), JSON.stringify(answer)).to.include({
        _tag: tag,
      });
    }
    server.script({ status: 400, body: { error: 'invalid_grant', error_description: 'old is used' } });
    expect((await leftOf(authorizer().refresh('old'))).detail).to.equal('a refresh: 400 invalid_grant');
  });

  it('sends a code or a refresh token once; again only if it was certainly not used', async () => {
    for (const use of [(by: Authorizer) => by.refresh('old'), (by: Authorizer) => by.exchange('code', 'verifier')]) {
      for (const answer of [{ status: 500 }, { status: 503 }, { body: 'half' }, 'hang', 'cut'] as const) {
        server.script(answer, PAIR);
        await leftOf(use(authorizer(timeoutFor(answer))));
        expect(server.seen, JSON.stringify(answer)).to.have.length(1);
      }
      server.script({ status: 429 }, PAIR);
      await rightOf(use(authorizer()));
      expect(server.seen).to.have.length(2);
    }
  });

  it('revokes all tokens; already revoked ones are no error', async () => {
    server.script({ status: 503 }, { status: 204 }, { status: 401 }, { status: 400, body: { error: 'no' } });
    await rightOf(authorizer().revoke(ACCESS));
    expect(server.seen).to.have.length(2);
    expect(server.seen[1]).to.include({ method: 'POST', path: '/oauth2/deauthorize' });
    expect(server.seen[1]?.headers.authorization).to.equal(`Bearer ${TOKEN}`);
    await rightOf(authorizer().revoke(ACCESS));
    expect(await leftOf(authorizer().revoke(ACCESS))).to.deep.equal({
      _tag: 'GrantRefused',
      detail: 'a withdrawal: 400',
    });
  });

  it('never repeats a secret in an error', async () => {
    const secrets = ['the code', 'the verifier', 'old', application.clientSecret];
    for (const status of [200, 400, 401, 404, 500]) {
      server.script(({ body }) => ({ status, body: { error: secrets.join(' '), error_description: body } }));
      for (const use of [authorizer().exchange('the code', 'the verifier'), authorizer().refresh('old')]) {
        const { detail } = await leftOf(use);
        for (const secret of secrets) expect(detail).not.to.contain(secret);
      }
    }
  });
});
