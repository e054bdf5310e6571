import { expect } from 'chai';
import { ContainerModule } from 'inversify';
import { TOKENS } from '../../src/adapters/container/tokens.js';
import { memoryStorage } from '../../src/adapters/outbound/storage/memory/memory-storage.js';
import { recordOf, toRecord } from '../../src/application/records/app-record.js';
import { changedIn, noEndpoints } from '../../src/domain/endpoint/endpoint-record.js';
import type { AppId } from '../../src/domain/ids.js';
import { rightOf } from '../../src/testing/storage/outcome.js';
import { type Manner, type Received, type Receiver, startReceiver, verified } from '../support/receiver.js';
import { type Running, run } from './running.js';

describe('the endpoints of an app', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  let receiver: Receiver;
  beforeEach(async () => {
    at = await run({ ENDPOINTS_ALLOW_PRIVATE: 'true' });
    app = await at.newApp('Clinic');
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await at.stop();
    await receiver.stop();
  });

  const path = (rest = '') => `/internal/apps/${app.id}/endpoints${rest}`;
  const make = async (body: object = {}) => {
    const { body: answer } = await at.admin('POST', path(), { url: receiver.url, ...body });
    return { id: answer.data.id as string, secret: answer.secret as string };
  };
  const ring = (id: number) =>
    at.deliver({ event_type: 'call.ring', call: { id, direction: 'inbound', from: '+14155550123' } });
  const seqsOf = (all: Receiver['received']) => all.map(({ seq }) => seq);
  const last = (): Received => {
    const one = receiver.received.at(-1);
    if (one === undefined) throw new Error('nothing was received');
    return one;
  };
  const shown = async (id: string, rest = '') => (await at.admin('GET', path(`/${id}${rest}`))).body.data;

  it('are sent each event as the stream has it, signed as the specification says', async () => {
    const { secret } = await make();
    await ring(1);
    await ring(2);
    await receiver.until((all) => all.length === 2);
    const { body: events } = await at.crm(app.key, '/api/events');
    for (const [n, one] of receiver.received.entries()) {
      expect(verified(secret, one)).to.deep.equal(events.data[n]);
      expect(one.headers['webhook-id']).to.equal(events.data[n].event_id);
      expect(one.headers['content-type']).to.equal('application/json');
    }
  });

  it('are sent the events they ask for, in order', async () => {
    const { id } = await make({ events: ['call.started'] });
    for (const call of [1, 2, 3]) {
      await ring(call);
      await at.deliver({ event_type: 'call.started', call: { id: call, direction: 'inbound' } });
    }
    await receiver.until((all) => all.length === 3);
    expect(seqsOf(receiver.received)).to.deep.equal([2, 4, 6]);
    const types = receiver.received.map(({ body }) => JSON.parse(body).event);
    expect(new Set(types)).to.deep.equal(new Set(['call.started']));
    expect((await shown(id)).failing_since).to.equal(null);
  });

  it('are tried again until they take an event, and sent the next one only then', async () => {
    const { id } = await make();
    const manners: Manner[] = ['fail', 'redirect'];
    receiver.be(() => manners.shift() ?? 'ok');
    await ring(1);
    await ring(2);
    await receiver.until((all) => all.length === 1);
    while ((await shown(id)).attempts_at_event === 0) await new Promise((go) => setImmediate(go));
    const failing = await shown(id);
    expect(failing).to.include({ state: 'enabled', seq: 0, attempts_at_event: 1 });
    expect(failing.last_attempt).to.include({ status: 500, problem: 'It answered 500: {"error":"it broke"}' });
    // A redirect is a failure too; an administrator need not wait for the pause to end.
    for (let tries = 2; tries <= 3; tries += 1) {
      await at.admin('PATCH', path(`/${id}`), { enabled: true });
      await receiver.until((all) => all.length >= tries);
      while ((await shown(id)).attempts_at_event !== (tries === 2 ? 1 : 0)) await new Promise((go) => setImmediate(go));
    }
    await receiver.until((all) => all.length === 4);
    expect(seqsOf(receiver.received)).to.deep.equal([1, 1, 1, 2]);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids.slice(0, 3)).size).to.equal(1);
    const attempts = await shown(id, '/attempts');
    expect(attempts.some(({ problem }: { problem: string | null }) => problem?.includes('redirected (307)'))).to.equal(
      true,
    );
  });

  it('verify under both secrets while they are changed, and under the new one after', async () => {
    const { id, secret } = await make();
    const { body: rotated } = await at.admin('POST', path(`/${id}/rotate-secret`), { grace_seconds: 3600 });
    await ring(1);
    await receiver.until((all) => all.length === 1);
    for (const one of [secret, rotated.secret]) verified(one, last());
    expect(rotated.data.old_secret_until).to.be.a('string');

    const { body: again } = await at.admin('POST', path(`/${id}/rotate-secret`), { grace_seconds: 0 });
    await ring(2);
    await receiver.until((all) => all.length === 2);
    verified(again.secret, last());
    expect(() => verified(rotated.secret, last())).to.throw();
  });

  it('are tested, and say how it went', async () => {
    const { id, secret } = await make();
    const good = await at.admin('POST', path(`/${id}/test`));
    expect(good.body.data).to.include({ delivered: true, status: 200, problem: null });
    expect(verified(secret, last())).to.include({ event: 'endpoint.test' });
    await receiver.stop();
    const bad = await at.admin('POST', path(`/${id}/test`));
    expect(bad.body.data).to.include({
      delivered: false,
      status: null,
      problem: 'It cannot be reached (ECONNREFUSED).',
    });
    receiver = await startReceiver();
  });

  it('are sent nothing any more once they answer 410, until they are enabled', async () => {
    const { id } = await make();
    receiver.be(() => 'gone');
    await ring(1);
    while ((await shown(id)).state !== 'gone') await new Promise((go) => setImmediate(go));
    receiver.be(() => 'ok');
    await ring(2);
    await at.admin('PATCH', path(`/${id}`), { enabled: true });
    await receiver.until((all) => all.length === 3);
    expect(seqsOf(receiver.received)).to.deep.equal([1, 1, 2]);
  });

  it('are listed, changed and deleted; another app does not see them', async () => {
    const { id } = await make({ description: 'Base44' });
    const other = await at.newApp('Other');
    expect((await at.admin('GET', path())).body.data.map((one: { id: string }) => one.id)).to.deep.equal([id]);
    expect((await at.admin('GET', `/internal/apps/${other.id}/endpoints/${id}`)).status).to.equal(404);
    const changed = await at.admin('PATCH', path(`/${id}`), {
      description: null,
      events: ['call.ring'],
      enabled: false,
    });
    expect(changed.body.data).to.deep.include({ description: null, events: ['call.ring'], state: 'disabled' });
    expect(await shown(id, '/dead-letters')).to.deep.equal([]);
    expect((await at.admin('POST', path(`/${id}/dead-letters/replay`))).body.data).to.deep.equal({
      delivered: 0,
      left: 0,
      problem: null,
    });
    expect((await at.admin('POST', path(`/${id}/dead-letters/5/replay`))).status).to.equal(404);
    expect((await at.admin('DELETE', path(`/${id}`))).status).to.equal(200);
    expect((await at.admin('DELETE', path(`/${id}`))).status).to.equal(404);
    const acts = (await at.admin('GET', `/internal/audit?app_id=${app.id}`)).body.data;
    expect(acts.map((act: { action: string }) => act.action)).to.include.members([
      'endpoint.created',
      'endpoint.changed',
      'endpoint.deleted',
    ]);
  });

  it('are refused by name where nothing may be sent to', async () => {
    for (const [body, field] of [
      [{ url: 'ftp://example.com' }, 'url'],
      [{ url: 'https://user:password@example.com' }, 'url'],
      [{ url: receiver.url, events: ['call.rang'] }, 'events.0'],
      [{ url: receiver.url, events: [] }, 'events'],
      [{ url: receiver.url, events: 'call.ended' }, 'events'],
      [{ url: receiver.url, event: 'call.ended' }, 'event'],
      [{}, 'url'],
    ] as const) {
      const { status, body: answer } = await at.admin('POST', path(), body);
      expect(status, JSON.stringify(body)).to.equal(400);
      expect(answer.details[0].path).to.equal(field);
    }
    const { id } = await make();
    expect((await at.admin('PATCH', path(`/${id}`), { disabled: true })).status).to.equal(400);
    expect((await at.admin('POST', path(`/${id}/rotate-secret`), { grace: 0 })).status).to.equal(400);
    for (let n = 1; n < 20; n += 1) await make();
    expect((await at.admin('POST', path(), { url: receiver.url })).status).to.equal(409);
  });
});

describe('an endpoint in a private network', () => {
  it('is refused, also where only its name leads there', async () => {
    const at = await run({ ENDPOINTS_ALLOW_PRIVATE: 'false' });
    try {
      const app = await at.newApp('Clinic');
      const path = `/internal/apps/${app.id}/endpoints`;
      for (const url of [
        'http://127.0.0.1/x',
        'http://[::1]/x',
        'http://169.254.169.254/latest',
        'http://10.1.2.3/',
        'http://localhost/',
        'http://0x7f.1/',
        'http://[::ffff:10.0.0.1]/',
      ]) {
        const { status, body } = await at.admin('POST', path, { url });
        expect(status, url).to.equal(400);
        expect(body.details[0].message).to.contain('private network');
      }
    } finally {
      await at.stop();
    }
  });
});

describe('a dead letter of an endpoint', () => {
  it('is sent once more, and is one no longer', async () => {
    const storage = memoryStorage();
    const own = new ContainerModule(({ rebind }) => void rebind(TOKENS.storage).toConstantValue(storage));
    const at = await run({ STORAGE: 'memory', ENDPOINTS_ALLOW_PRIVATE: 'true' }, own);
    const receiver = await startReceiver();
    try {
      const app = await at.newApp('Clinic');
      const path = `/internal/apps/${app.id}/endpoints`;
      const { body: made } = await at.admin('POST', path, { url: receiver.url, events: ['call.ended'] });
      await at.deliver({ event_type: 'call.ring', call: { id: 1, direction: 'inbound' } });
      while ((await at.crm(app.key, '/api/events')).body.seq === 0) await new Promise((go) => setImmediate(go));
      // An event is given up after a day and a half: the record is written as it is then.
      const letter = { seq: 1, type: 'call.ring' as const, reason: 'It answered 500.', at: 0 };
      const endpoints = recordOf(storage.records, 'endpoints', noEndpoints);
      await rightOf(
        endpoints.change(app.id as AppId, (record) =>
          toRecord(changedIn(record, made.data.id, (one) => ({ ...one, deadLetters: [letter] }))),
        ),
      );

      const letters = `${path}/${made.data.id}/dead-letters`;
      expect((await at.admin('GET', letters)).body.data).to.have.length(1);
      const replayed = await at.admin('POST', `${letters}/1/replay`);
      expect(replayed.body.data).to.include({ delivered: true, status: 200 });
      expect(JSON.parse(receiver.received[0]?.body ?? '')).to.include({ event: 'call.ring', seq: 1 });
      expect((await at.admin('GET', letters)).body.data).to.deep.equal([]);
      expect((await at.admin('POST', `${letters}/1/replay`)).status).to.equal(404);
    } finally {
      await at.stop();
      await receiver.stop();
    }
  });
});
