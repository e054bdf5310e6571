import { expect } from 'chai';
import { listen } from './listener.js';
import { type Running, run } from './running.js';

describe('operators', () => {
  let at: Running;
  beforeEach(async () => {
    at = await run();
  });
  afterEach(() => at.stop());

  const events = async (query = '') => (await at.admin('GET', `/internal/webhook-events${query}`)).body;
  const until = async (status: string, count: number) => {
    while ((await events(`?status=${status}`)).pagination.total !== count) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  it('see what came in, what became of it and why', async () => {
    const app = await at.newApp('Clinic');
    await at.deliver({ event_type: 'call.ring', call_id: 1 });
    await at.deliver({ event_type: 'call.ring' });
    await at.deliver({ event_type: 'fax.received' });
    await until('pending', 0);

    const { data, pagination } = await events();
    expect(pagination.total).to.equal(3);
    expect(data.map(({ status, reason }: Record<string, string>) => [status, reason])).to.deep.equal([
      ['ignored', 'unknown event type "fax.received"'],
      ['failed', 'call event without a call id'],
      ['processed', null],
    ]);
    expect(data[1]).to.include({ app_id: app.id, event_type: 'call.ring', attempts: 0, replayed: false });
    expect(data[1].payload).to.deep.equal({ event_type: 'call.ring' });

    const { body } = await at.admin('GET', '/internal/webhook-events/stats');
    expect(body.data).to.deep.equal({
      pending: 0,
      processed: 1,
      ignored: 1,
      failed: 1,
      unrouted: 0,
      oldest_pending_seconds: null,
    });
  });

  it('ask for an event again; what it tells is marked as replayed, and what was told is not told again', async () => {
    const app = await at.newApp('Clinic');
    const { body } = await at.deliver({ event_type: 'call.ring', call_id: 1, direction: 'inbound' });
    await until('processed', 1);
    const answer = await at.admin('POST', `/internal/webhook-events/${body.event_id}/retry`);
    expect(answer.status).to.equal(200);
    await until('processed', 1);
    const listener = await listen(`${at.url}/ws?api_key=${app.key}&since=0`);
    expect(await listener.count(1)).to.have.length(1);
    listener.close();
  });

  it('find the app of what was unrouted, once it can be told', async () => {
    const kept = await at.deliver({ event_type: 'call.ring', call_id: 1, direction: 'inbound' });
    expect(kept.status).to.equal(202);
    const path = `/internal/webhook-events/${kept.body.event_id}/retry`;
    expect((await at.admin('POST', path)).status).to.equal(409);

    const app = await at.newApp('Clinic');
    const listener = await listen(`${at.url}/ws?api_key=${app.key}`);
    const { body } = await at.admin('POST', '/internal/webhook-events/retry', { status: 'unrouted' });
    expect(body).to.include({ success: true, count: 1 });
    expect(await listener.heard(({ event }) => event === 'call.ring')).to.include({
      dialpad_call_id: 1,
      replayed: true,
    });
    listener.close();
  });

  it('do not get an event that named an app we do not know into another app', async () => {
    const kept = await at.deliver(
      { event_type: 'call.ring', call_id: 1, direction: 'inbound' },
      '/webhooks/dialpad/01890000-0000-7000-8000-0000000000aa',
    );
    const app = await at.newApp('Clinic');
    expect((await at.admin('POST', `/internal/webhook-events/${kept.body.event_id}/retry`)).status).to.equal(409);
    const { body } = await at.admin('POST', '/internal/webhook-events/retry', { status: 'unrouted' });
    expect(body.count).to.equal(0);
    expect((await at.crm(app.key, '/api/calls')).body.pagination.total).to.equal(0);
  });

  it('are refused by name what they cannot ask for', async () => {
    const unknown = '01890000-0000-7000-8000-0000000000aa';
    expect((await at.admin('POST', `/internal/webhook-events/${unknown}/retry`)).status).to.equal(404);
    expect((await at.admin('POST', '/internal/webhook-events/x/retry')).status).to.equal(400);
    expect((await at.admin('POST', '/internal/webhook-events/retry', { status: 'pending' })).status).to.equal(400);
    const bare = await at.admin('POST', '/internal/webhook-events/retry', {});
    expect(bare.body.details).to.deep.equal([{ path: 'status', message: 'is missing' }]);
    expect((await at.admin('GET', '/internal/webhook-events?status=lost')).status).to.equal(400);
    expect((await at.request('GET', '/internal/webhook-events')).status).to.equal(401);
  });
});
