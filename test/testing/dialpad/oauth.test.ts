import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { startSimulatedDialpad } from '../../../src/testing/dialpad/simulated-dialpad.js';
import { asking, simulated } from './simulating.js';

const VERIFIER = 'a-verifier-of-forty-three-characters-or-more-0';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const REDIRECT = 'https://cti.example.com/auth/dialpad/callback?app=1';

describe('the simulated Dialpad’s OAuth', () => {
  const { dialpad, ask, pass } = simulated({ app: { redirectUri: REDIRECT } });

  const authorize = async (changes: Readonly<Record<string, string>> = {}) => {
    const query = new URLSearchParams({
      client_id: dialpad().app.clientId,
      redirect_uri: REDIRECT,
      response_type: 'code',
      scope: 'calls:list offline_access',
      state: 'a state',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      ...changes,
    });
    const { status, headers } = await ask('GET', `/oauth2/authorize?${query}`, undefined, null);
    const location = headers.get('location');
    return { status, back: location === null ? null : new URL(location) };
  };
  const codeFrom = async (changes: Readonly<Record<string, string>> = {}): Promise<string> =>
    (await authorize(changes)).back?.searchParams.get('code') ?? '';

  const client = () => ({ client_id: dialpad().app.clientId, client_secret: dialpad().app.clientSecret });
  const redeem = (code: string, changes: Readonly<Record<string, unknown>> = {}) => {
    const asked = { grant_type: 'authorization_code', code, code_verifier: VERIFIER, redirect_uri: REDIRECT };
    return ask('POST', '/oauth2/token', { ...asked, ...client(), ...changes }, null);
  };
  const refresh = (token: string) =>
    ask('POST', '/oauth2/token', { grant_type: 'refresh_token', refresh_token: token, ...client() }, null);
  const granted = async () => (await redeem(await codeFrom())).body;
  const reaches = async (token: string) => (await ask('GET', '/api/v2/company', undefined, token)).status;

  it('consents at once and gives a code, which is exchanged for tokens that open the API', async () => {
    const { status, back } = await authorize();
    expect(status).to.equal(302);
    expect(`${back?.origin}${back?.pathname}`).to.equal('https://cti.example.com/auth/dialpad/callback');
    expect(back?.searchParams.get('app')).to.equal('1');
    expect(back?.searchParams.get('state')).to.equal('a state');
    const { status: redeemed, body, headers } = await redeem(back?.searchParams.get('code') ?? '');
    expect(redeemed).to.equal(200);
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(body).to.have.all.keys('access_token', 'token_type', 'expires_in', 'refresh_token');
    expect(body).to.include({ token_type: 'bearer', expires_in: 3_600 });
    expect(await reaches(body.access_token)).to.equal(200);
  });

  it('redirects to no other URI than the application’s', async () => {
    for (const changes of [{ client_id: 'other' }, { redirect_uri: 'https://evil.example.com/' }] as const) {
      expect(await authorize(changes)).to.deep.equal({ status: 400, back: null });
    }
  });

  it('redirects back with an error where the request is wrong or consent is denied', async () => {
    const wrong = [
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ scope: 'calls:list everything' }, 'invalid_scope'],
      [{ code_challenge_method: 'S512' }, 'invalid_request'],
    ] as const;
    for (const [changes, error] of wrong) {
      const { back } = await authorize(changes);
      expect(back?.searchParams.get('error')).to.equal(error);
      expect(back?.searchParams.get('code')).to.equal(null);
    }
    dialpad().setConsent(false);
    const { back } = await authorize();
    expect([back?.searchParams.get('error'), back?.searchParams.get('state')]).to.deep.equal([
      'access_denied',
      'a state',
    ]);
  });

  it('takes a form, and a client that identifies itself by HTTP Basic', async () => {
    const { clientId, clientSecret } = dialpad().app;
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const answer = await fetch(`${dialpad().url}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: await codeFrom(),
        code_verifier: VERIFIER,
      }),
    });
    expect(answer.status).to.equal(200);
    await answer.text();
  });

  it('refuses a client with a wrong secret', async () => {
    const { status, body } = await redeem(await codeFrom(), { client_secret: 'wrong' });
    expect([status, body.error]).to.deep.equal([401, 'invalid_client']);
  });

  it('refuses a wrong or missing verifier and another redirect_uri, and spends the code', async () => {
    for (const changes of [
      { code_verifier: 'wrong' },
      { code_verifier: undefined },
      { redirect_uri: 'https://cti.example.com/' },
    ]) {
      const code = await codeFrom();
      const { status, body } = await redeem(code, changes);
      expect([status, body.error]).to.deep.equal([400, 'invalid_grant']);
      expect((await redeem(code)).body.error).to.equal('invalid_grant');
    }
  });

  it('accepts a code once, and not after ten minutes', async () => {
    const code = await codeFrom();
    expect((await redeem(code)).status).to.equal(200);
    expect((await redeem(code)).body.error).to.equal('invalid_grant');
    const late = await codeFrom();
    pass(600);
    expect((await redeem(late)).body.error).to.equal('invalid_grant');
  });

  it('gives a refresh token for offline_access only', async () => {
    expect((await redeem(await codeFrom({ scope: 'calls:list' }))).body).not.to.have.property('refresh_token');
  });

  it('gives a new pair for a refresh token, once', async () => {
    const first = await granted();
    const { status, body: second } = await refresh(first.refresh_token);
    expect(status).to.equal(200);
    expect(second.refresh_token).to.be.a('string').and.not.to.equal(first.refresh_token);
    const again = await refresh(first.refresh_token);
    expect([again.status, again.body.error]).to.deep.equal([400, 'invalid_grant']);
    expect((await refresh(second.refresh_token)).status).to.equal(200);
    expect(await reaches(second.access_token)).to.equal(200);
  });

  it('accepts an access token for as long as expires_in says', async () => {
    const { access_token: token } = await granted();
    pass(3_599);
    expect(await reaches(token)).to.equal(200);
    pass(1);
    expect(await reaches(token)).to.equal(401);
  });

  it('ends tokens when the application deauthorises', async () => {
    const { access_token: token, refresh_token: refreshToken } = await granted();
    expect((await ask('POST', '/oauth2/deauthorize', undefined, token)).status).to.equal(204);
    expect(await reaches(token)).to.equal(401);
    expect((await refresh(refreshToken)).body.error).to.equal('invalid_grant');
    expect((await ask('POST', '/oauth2/deauthorize', undefined, token)).status).to.equal(401);
  });

  it('ends tokens on request of the test', async () => {
    const first = await granted();
    dialpad().expireAccessTokens();
    expect(await reaches(first.access_token)).to.equal(401);
    const second = (await refresh(first.refresh_token)).body;
    dialpad().refuseRefreshTokens();
    expect((await refresh(second.refresh_token)).body.error).to.equal('invalid_grant');
    expect(await reaches(second.access_token)).to.equal(200);
    dialpad().revoke();
    expect(await reaches(second.access_token)).to.equal(401);
  });

  it('requires a scope of a token for the list of calls, but not of an API key', async () => {
    const without = (await redeem(await codeFrom({ scope: 'recordings_export' }))).body.access_token;
    expect((await ask('GET', '/api/v2/call', undefined, without)).status).to.equal(403);
    expect((await ask('GET', '/api/v2/call', undefined, (await granted()).access_token)).status).to.equal(200);
    expect((await ask('GET', '/api/v2/call')).status).to.equal(200);
    expect((await ask('GET', '/api/v2/call', undefined, null)).status).to.equal(401);
  });

  it('can keep refresh tokens, and give short-lived access tokens', async () => {
    const other = await startSimulatedDialpad({ rotatesRefreshTokens: false, accessTokenSeconds: 60 });
    try {
      const { clientId: client_id, clientSecret: client_secret } = other.app;
      const asked = {
        client_id,
        response_type: 'code',
        redirect_uri: 'http://a.example.com/',
        scope: 'offline_access',
      };
      const path = `/oauth2/authorize?${new URLSearchParams(asked)}`;
      const back = new URL((await asking(other)('GET', path, undefined, null)).headers.get('location') ?? '');
      const token = (body: object) =>
        asking(other)('POST', '/oauth2/token', { client_id, client_secret, ...body }, null);
      const code = back.searchParams.get('code');
      const { refresh_token, expires_in } = (await token({ grant_type: 'authorization_code', code })).body;
      expect(expires_in).to.equal(60);
      for (const _ of ['once', 'again']) {
        const { status, body } = await token({ grant_type: 'refresh_token', refresh_token });
        expect(status).to.equal(200);
        expect(body).not.to.have.property('refresh_token');
      }
    } finally {
      await other.stop();
    }
  });

  it('shows no secret in its list of requests', async () => {
    const { access_token: token } = await granted();
    await ask('GET', `/api/v2/company?apikey=${dialpad().apiKey}`, undefined, null);
    const shown = JSON.stringify(dialpad().requests());
    expect(
      dialpad()
        .requests()
        .map(({ method, path, status }) => `${method} ${path} ${status}`),
    ).to.deep.equal(['GET /oauth2/authorize 302', 'POST /oauth2/token 200', 'GET /api/v2/company 200']);
    for (const secret of [token, dialpad().apiKey, dialpad().app.clientSecret, VERIFIER]) {
      expect(shown).not.to.contain(secret);
    }
  });
});
