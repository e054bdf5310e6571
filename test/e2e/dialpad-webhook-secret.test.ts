import { expect } from 'chai';
import { missedInbound } from '../../src/testing/dialpad/inbound-scenarios.js';
import { ANA, BEN, DANA } from '../../src/testing/dialpad/people.js';
import { webhookBodies } from '../../src/testing/dialpad/sign.js';
import { type Colleague, dialpadIds } from '../../src/testing/index.js';
import { ENGINE } from '../support/engines.js';
import { type Office, openOffice, until } from './office.js';
import { WEBHOOK_SECRET } from './running.js';

const ids = dialpadIds(41);

/** A call that nobody answers. */
const miss = (office: Office, colleague: Colleague = ANA, ago = 60_000) =>
  missedInbound({ colleague, contact: DANA, ids, startsAt: office.now() - ago }, { ring: 20 });

describe('the secret of an app’s webhook', () => {
  let office: Office;
  before(async () => {
    office = await openOffice();
  });
  after(() => office.stop());

  /** The secret with which Dialpad signs an app's deliveries. */
  const secretOf = (appId: string): string =>
    office.dialpad.webhooks().find(({ url }) => url.includes(appId))?.secret ?? '';
  /** The status of the answer to a new event that is signed with this secret. */
  const taken = async (appId: string, secret: string, at = office.at.url): Promise<number> => {
    const [event] = miss(office);
    const { body, contentType } = webhookBodies(secret)(event?.payload ?? {});
    const headers = { 'content-type': contentType };
    return (await fetch(`${at}/webhooks/dialpad/${appId}`, { method: 'POST', body, headers })).status;
  };
  const rotate = async (appId: string, grace_seconds?: number) => {
    const old = secretOf(appId);
    const path = `/internal/apps/${appId}/dialpad/webhook/rotate-secret`;
    const body = grace_seconds === undefined ? {} : { grace_seconds };
    expect((await office.at.admin('POST', path, body)).status).to.equal(200);
    expect(secretOf(appId))
      .to.match(/^[\w-]{43}$/)
      .and.not.equal(old);
    return { old, fresh: secretOf(appId) };
  };

  it('is accepted; the server’s own secret is accepted until the app has one', async () => {
    const bare = await office.at.newApp('Bare');
    expect(await taken(bare.id, WEBHOOK_SECRET)).to.equal(200);
    const app = await office.connectedApp('Own');
    expect(await taken(app.id, secretOf(app.id))).to.equal(200);
    expect(await taken(app.id, WEBHOOK_SECRET)).to.equal(401);
    expect(await taken(bare.id, WEBHOOK_SECRET)).to.equal(200);
  });

  it('is refused for another app', async () => {
    const [one, other] = [await office.connectedApp('One'), await office.connectedApp('Other')];
    expect(await taken(one.id, secretOf(other.id))).to.equal(401);
    expect(await taken(one.id, secretOf(one.id))).to.equal(200);
  });

  it('that is replaced is accepted beside the new one for the given grace period, and then refused', async () => {
    const app = await office.connectedApp('Grace');
    const { old, fresh } = await rotate(app.id, 60);
    expect([await taken(app.id, old), await taken(app.id, fresh)]).to.deep.equal([200, 200]);
    office.pass(61_000);
    expect([await taken(app.id, old), await taken(app.id, fresh)]).to.deep.equal([401, 200]);
  });

  it('that is replaced is accepted by default for as long as Dialpad may retry a delivery', async () => {
    const app = await office.connectedApp('Usual');
    const { old } = await rotate(app.id);
    office.pass(4 * 3_600_000);
    expect(await taken(app.id, old)).to.equal(200);
  });

  it('that is replaced without a grace period is refused within a second', async () => {
    const app = await office.connectedApp('At once');
    expect(await taken(app.id, secretOf(app.id))).to.equal(200);
    const { old, fresh } = await rotate(app.id, 0);
    expect(await taken(app.id, fresh)).to.equal(200);
    office.pass(1_001);
    expect([await taken(app.id, old), await taken(app.id, fresh)]).to.deep.equal([401, 200]);
  });

  it('stays valid if Dialpad does not accept the new one, and the next attempt replaces it', async () => {
    const app = await office.connectedApp('Refused');
    const old = secretOf(app.id);
    office.dialpad.fail('PATCH /api/v2/webhooks/*', 400);
    const path = `/internal/apps/${app.id}/dialpad/webhook/rotate-secret`;
    expect((await office.at.admin('POST', path, { grace_seconds: 0 })).status).to.equal(502);
    expect(secretOf(app.id)).to.equal(old);
    expect(await taken(app.id, old)).to.equal(200);
    const { fresh } = await rotate(app.id, 0);
    expect(await taken(app.id, fresh)).to.equal(200);
  });

  it('that is deleted with its webhook is refused', async () => {
    const app = await office.connectedApp('Removed');
    const secret = secretOf(app.id);
    await office.at.admin('DELETE', `/internal/apps/${app.id}/dialpad/webhook`);
    office.pass(1_001);
    expect(await taken(app.id, secret)).to.equal(401);
  });

  it('signs what Dialpad delivers before and after a rotation, and after a restart', async () => {
    const app = await office.connectedApp('Delivered');
    const failed = async () => (await office.dialpad.play(miss(office))).failed;
    expect(await failed()).to.equal(0);
    await rotate(app.id, 0);
    expect(await failed()).to.equal(0);
    await office.close();
    await office.reopen();
    expect(await failed()).to.equal(0);
    await office.settled();
    expect((await office.at.crm(app.key, '/api/calls')).body.data).to.have.length(3);
  });

  // An embedded database can be used by one process only.
  if (ENGINE !== 'sqlite') {
    it('made by one process is known to another a moment later', async () => {
      const other = await office.another();
      try {
        const app = await office.connectedApp('Shared');
        expect(await taken(app.id, secretOf(app.id), other.url)).to.equal(200);
        const { old, fresh } = await rotate(app.id, 60);
        expect(await taken(app.id, fresh, other.url)).to.equal(200);
        expect(await taken(app.id, old, other.url)).to.equal(200);
        expect(await taken(app.id, WEBHOOK_SECRET, other.url)).to.equal(401);
      } finally {
        await other.stop();
      }
    });
  }
});

describe('a server with a Dialpad API key', () => {
  let office: Office;
  before(async () => {
    office = await openOffice({ DIALPAD_API_KEY: 'simulated-api-key' });
  });
  after(() => office.stop());

  it('provisions, maps users and requests calls without consent', async () => {
    const app = await office.at.newApp('Clinic');
    const inApp = (method: string, path: string, body?: unknown) =>
      office.at.admin(method, `/internal/apps/${app.id}/${path}`, body);
    expect((await inApp('GET', 'dialpad')).body.data).to.include({ status: 'connected', by: 'api_key' });
    expect((await inApp('POST', 'dialpad/webhook')).body.changes).to.have.length(3);
    expect((await inApp('POST', 'users/sync', {})).body.data.matched).to.have.length(5);

    await office.dialpad.play(miss(office));
    await office.settled();
    await inApp('DELETE', 'dialpad/webhook');
    await office.dialpad.play(miss(office, BEN, 120_000));
    const from = new Date(office.now() - 3_600_000).toISOString();
    const to = new Date(office.now()).toISOString();
    expect((await inApp('POST', 'dialpad/backfill', { from, to })).status).to.equal(202);
    await until(async () =>
      (await inApp('GET', 'coverage')).body.data.complete.some((one: { to: string }) => one.to >= to),
    );
    const { data } = (await office.at.crm(app.key, '/api/calls')).body;
    expect(data.map(({ status, crm_user_id }: Record<string, unknown>) => `${status} ${crm_user_id}`)).to.deep.equal([
      `missed ${ANA.email}`,
      `missed ${BEN.email}`,
    ]);
    expect(office.dialpad.requests().some(({ path }) => path.startsWith('/oauth2'))).to.equal(false);
  });
});
