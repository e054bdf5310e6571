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

  it('see each received webhook, its status and the reason', async () => {
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

  it('process an event again: new events are marked as replayed, and those announced before are not repeated', async () => {
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

  it('show one webhook, with its payload', async () => {
    const sent = { event_type: 'call.ring', call_id: 1, direction: 'inbound' };
    const { body } = await at.deliver(sent);
    const shown = await at.admin('GET', `/internal/webhook-events/${body.event_id}`);
    expect(shown.body.data).to.deep.include({ id: body.event_id, event_type: 'call.ring', payload: sent });
    expect((await at.admin('GET', '/internal/webhook-events/01890000-0000-7000-8000-0000000000aa')).status).to.equal(
      404,
    );
  });

  it('route an unrouted webhook once its app is known', async () => {
    const delivered = await at.deliver({ event_type: 'call.ring', call_id: 1, direction: 'inbound' });
    expect(delivered.status).to.equal(202);
    const path = `/internal/webhook-events/${delivered.body.event_id}/retry`;
    expect((await at.admin('POST', path)).status).to.equal(409);

    const app = await at.newApp('Clinic');
    const listener = await listen(`${at.url}/ws?api_key=${app.key}`);
    const { body } = await at.admin('POST', '/internal/webhook-events/retry', { status: 'unrouted' });
    expect(body).to.include({ success: true, count: 1 });
    expect(await listener.first(({ event }) => event === 'call.ring')).to.include({
      dialpad_call_id: 1,
      replayed: true,
    });
    listener.close();
  });

  it('cannot bring an event that names an unknown app into another app', async () => {
    const delivered = await at.deliver(
      { event_type: 'call.ring', call_id: 1, direction: 'inbound' },
      '/webhooks/dialpad/01890000-0000-7000-8000-0000000000aa',
    );
    const app = await at.newApp('Clinic');
    expect((await at.admin('POST', `/internal/webhook-events/${delivered.body.event_id}/retry`)).status).to.equal(409);
    const { body } = await at.admin('POST', '/internal/webhook-events/retry', { status: 'unrouted' });
    expect(body.count).to.equal(0);
    expect((await at.crm(app.key, '/api/calls')).body.pagination.total).to.equal(0);
  });

  it('get the names of parameters that are wrong', async () => {
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
