import { expect } from 'chai';
import { type Running, run } from './running.js';

const RINGING = { id: 71, direction: 'inbound', from: '+14155550123', to: '+14155550199', user_id: 7 };

describe('the history of a call', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  let id: string;
  before(async () => {
    at = await run();
    app = await at.newApp('Clinic');
    await at.deliver({ event_type: 'call.ring', call: RINGING, odd: 'kept' });
    await at.deliver({ event_type: 'call.ring', call: { ...RINGING, id: 72 } });
    await at.deliver({ event_type: 'call.ended', call: { ...RINGING, duration: 60 } });
    let calls = (await at.crm(app.key, '/api/calls?status=completed')).body.data;
    while (calls.length < 1) calls = (await at.crm(app.key, '/api/calls?status=completed')).body.data;
    id = calls[0].id;
    // On MongoDB without transactions a call may be seen a moment before its events.
    while ((await at.crm(app.key, '/api/events')).body.seq < 3) await new Promise((go) => setImmediate(go));
  });
  after(() => at.stop());

  it('has the events that told of it, oldest first, page by page', async () => {
    const { body } = await at.crm(app.key, `/api/calls/${id}/events`);
    const types = body.data.map((event: Record<string, unknown>) => event.event);
    expect(types[0]).to.equal('call.ring');
    expect(types).to.include('call.ended');
    const first = (await at.crm(app.key, `/api/calls/${id}/events?limit=1`)).body;
    expect(first.data).to.deep.equal([body.data[0]]);
    const cursor = first.pagination.next_cursor;
    const second = (await at.crm(app.key, `/api/calls/${id}/events?limit=1&cursor=${cursor}`)).body;
    expect(second.data).to.deep.equal([body.data[1]]);
  });

  it('has the webhooks that it is made from, as they were received', async () => {
    const { body } = await at.crm(app.key, `/api/calls/${id}/webhooks`);
    const received = body.data.map((one: Record<string, unknown>) => [one.event_type, one.status]);
    expect(received).to.deep.equal([
      ['call.ended', 'processed'],
      ['call.ring', 'processed'],
    ]);
    expect(body.data[1].payload).to.deep.equal({ event_type: 'call.ring', call: RINGING, odd: 'kept' });
    expect(body.pagination.total).to.equal(2);
  });

  it('is shown to the app of the call alone', async () => {
    const other = await at.newApp('Another');
    for (const part of ['events', 'webhooks']) {
      expect((await at.crm(other.key, `/api/calls/${id}/${part}`)).status).to.equal(404);
    }
  });
});
