import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { makeDialpadAuthorizer } from '../../../../../src/adapters/outbound/dialpad/client/dialpad-authorizer.js';
import type { Access } from '../../../../../src/application/ports/phone-system.js';
import { officeDay } from '../../../../../src/testing/dialpad/office-day.js';
import { type SimulatedDialpad, startSimulatedDialpad } from '../../../../../src/testing/dialpad/simulated-dialpad.js';
import { leftOf, rightOf, someOf } from '../../../../../src/testing/storage/outcome.js';
import { clientFor, id } from './clients.js';

const HOOK = 'https://cti.example.com/webhooks/dialpad';
const SECRET = 'the-secret-of-a-webhook-32-signs';
/** RFC 7636, appendix B. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

describe('the client and the simulated Dialpad', () => {
  let simulated: SimulatedDialpad;
  let access: Access;
  before(async () => {
    simulated = await startSimulatedDialpad({ pageSize: 5 });
    access = { token: simulated.apiKey };
  });
  beforeEach(() => simulated.reset());
  after(() => simulated.stop());

  it('agree on an authorisation from start to end', async () => {
    const { http } = clientFor(simulated.url);
    const redirectUri = 'http://127.0.0.1/back';
    const authorizer = makeDialpadAuthorizer({
      http,
      baseUrl: simulated.url,
      application: { clientId: simulated.app.clientId, clientSecret: simulated.app.clientSecret, redirectUri },
      scopes: ['calls:list', 'offline_access'],
    });
    const codeOf = async (): Promise<string> => {
      const url = authorizer.authorizeUrl({ state: 's', challenge: CHALLENGE });
      const { headers } = await fetch(url, { redirect: 'manual' });
      return new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
    };
    expect((await leftOf(authorizer.exchange(await codeOf(), 'another verifier')))._tag).to.equal('GrantRefused');
    const first = await rightOf(authorizer.exchange(await codeOf(), VERIFIER));
    const second = await rightOf(authorizer.refresh(first.refreshToken ?? ''));
    expect(second.accessToken).not.to.equal(first.accessToken);
    await rightOf(authorizer.revoke({ token: second.accessToken }));
    await rightOf(authorizer.revoke({ token: second.accessToken }));
    expect((await leftOf(authorizer.refresh(second.refreshToken ?? '')))._tag).to.equal('GrantRefused');
  });

  it('agree on webhooks and subscriptions', async () => {
    const { dialpad } = clientFor(simulated.url);
    const webhook = await rightOf(dialpad.createWebhook(access, { url: HOOK, secret: SECRET }));
    expect(webhook).to.include({ url: HOOK, isSigned: true });
    for (const kind of ['call', 'message'] as const) {
      const made = await rightOf(dialpad.createSubscription(access, kind, webhook.id));
      expect(made).to.include({ kind, webhookId: webhook.id, isEnabled: true, isComplete: true });
      expect((await rightOf(dialpad.listSubscriptions(access, kind, null))).items).to.deep.equal([made]);
      expect(await rightOf(dialpad.repairSubscription(access, kind, made.id, webhook.id))).to.deep.equal(made);
      await rightOf(dialpad.deleteSubscription(access, kind, made.id));
      await rightOf(dialpad.deleteSubscription(access, kind, made.id));
    }
    await leftOf(dialpad.createSubscription(access, 'call', id('1')));
    expect(simulated.subscriptions()).to.deep.equal([]);
    await rightOf(dialpad.deleteWebhook(access, webhook.id));
    expect(simulated.webhooks()).to.deep.equal([]);
  });

  it('agree on users and on the company of an access', async () => {
    const { dialpad } = clientFor(simulated.url);
    expect((await rightOf(dialpad.account(access))).organizations.length).to.be.greaterThan(1);
    const { items } = await rightOf(dialpad.listUsers(access, null));
    expect(items.some(({ isActive, emails }) => isActive && emails.length > 0)).to.equal(true);
  });

  it('agree on calls', async () => {
    const { dialpad } = clientFor(simulated.url);
    const from = Date.UTC(2026, 0, 28, 9);
    await simulated.play(officeDay(from));
    const { items, next } = await rightOf(dialpad.listCalls(access, { from, to: from + 86_400_000 }, null));
    expect(items).to.have.length(5);
    expect(next).not.to.equal(null);
    expect(items.every(({ over }) => over)).to.equal(true);
    const [call] = items;
    expect(await someOf(dialpad.findCall(access, call?.id ?? id('1')))).to.include({ id: call?.id, over: true });
    expect(await rightOf(dialpad.findCall(access, id('1')))).to.deep.equal(O.none);
  });

  it('agree on faults that pass', async () => {
    const { dialpad } = clientFor(simulated.url);
    for (const fault of ['html', 'cut', 500, { status: 429, retryAfterSeconds: 0 }] as const) {
      simulated.fail('GET /api/v2/users', fault);
      await rightOf(dialpad.listUsers(access, null));
    }
  });
});
