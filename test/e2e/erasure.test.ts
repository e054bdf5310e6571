import { expect } from 'chai';
import { listen } from './listener.js';
import { type Running, run } from './running.js';

const NUMBER = '+14155550123';

describe('a person whose data is erased', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    at = await run();
    app = await at.newApp('Clinic');
  });
  after(() => at.stop());

  const erase = (body: object) => at.admin('POST', `/internal/apps/${app.id}/erase`, body);
  const processed = async () => {
    while ((await at.admin('GET', '/internal/webhook-events/stats')).body.data.pending > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const everything = async () => {
    const shown = [
      (await at.admin('GET', `/internal/webhook-events?app_id=${app.id}`)).body,
      (await at.admin('GET', `/internal/apps/${app.id}/users/mappings`)).body,
    ];
    for (const path of ['/api/calls', '/api/voicemails', '/api/messages', '/api/events?limit=100']) {
      shown.push((await at.crm(app.key, path)).body);
    }
    return JSON.stringify(shown);
  };
  const call = (id: number, from: string, user: number, event = 'call.ring') => ({
    ...{ event_type: event, call_id: id, direction: 'inbound', from_number: from, to_number: '+14155550100' },
    user_id: user,
  });

  it('by number, is nowhere afterwards: not in the records, the stream or the inbox', async () => {
    const events = [
      call(1_000_001, NUMBER, 77),
      call(1_000_001, '(415) 555-0123', 77, 'call.ended'),
      call(1_000_002, '+14155550199', 77),
      { event_type: 'voicemail.received', call_id: 1_000_003, from_number: NUMBER, transcript: 'It is Ana' },
      { event_type: 'sms.received', message_id: 1_000_004, from_number: NUMBER, text: 'Ana here' },
      { event_type: 'fax.received', sender: '1 (415) 555 0123' },
    ];
    for (const event of events) expect((await at.deliver(event)).status).to.be.below(300);
    await processed();
    const [{ id }] = (await at.crm(app.key, `/api/calls?from=${encodeURIComponent(NUMBER)}`)).body.data;
    await at.request('PATCH', `/api/calls/${id}`, {
      headers: { 'x-app-api-key': app.key, 'content-type': 'application/json' },
      body: JSON.stringify({ note: 'Ana likes tea' }),
    });
    expect(await everything())
      .to.include('It is Ana')
      .and.include('Ana here')
      .and.include('Ana likes tea');
    const before = (await at.crm(app.key, '/api/events?limit=100')).body.data;

    const answer = await erase({ number: '415-555-0123' });
    expect(answer.body.data).to.include({ complete: true, cursor: null });
    expect(answer.body.data.erased).to.include({ voicemails: 1, messages: 1, webhook_events: 5, mappings: 0 });
    expect(answer.body.data.erased.events).to.equal(before.length - 1);
    const left = await everything();
    for (const trace of ['5550123', '555-0123', '555 0123', 'Ana']) expect(left, trace).not.to.include(trace);
    expect(left).to.include('+14155550199');

    const after = (await at.crm(app.key, '/api/events?limit=100')).body.data;
    const places = (list: readonly Record<string, unknown>[]) =>
      list.map(({ seq, event, event_id }) => [seq, event, event_id]);
    expect(places(after)).to.deep.equal(places(before));
    const listener = await listen(`${at.url}/ws?api_key=${app.key}&since=0`);
    expect(await listener.count(before.length)).to.have.length(before.length);
    listener.close();
    const nothing = { calls: 0, voicemails: 0, messages: 0, events: 0, webhook_events: 0, mappings: 0, contacts: 0 };
    expect((await erase({ number: NUMBER })).body.data.erased).to.deep.equal(nothing);
  });

  it('does not come back by a delivery that is sent again', async () => {
    const again = call(1_000_005, NUMBER, 77);
    await at.deliver(again);
    await processed();
    await erase({ number: NUMBER });
    expect((await at.deliver(again)).body.duplicate).to.equal(true);
    await processed();
    expect(await everything()).not.to.include('5550123');
  });

  for (const who of ['dialpad_user_id', 'crm_user_id'] as const) {
    it(`by ${who}, takes the mappings along`, async () => {
      const map = { dialpad_user_id: 424_242, crm_user_id: 'carla@example.com' };
      await at.admin('POST', `/internal/apps/${app.id}/users/map`, map);
      await at.deliver(call(who === 'crm_user_id' ? 2_000_001 : 2_000_002, '+14155550177', 424_242));
      await processed();
      expect(await everything()).to.include('carla');
      const { erased } = (await erase({ [who]: map[who] })).body.data;
      const records = { calls: 1, voicemails: 0, messages: 0, mappings: 1, contacts: 0 };
      expect(erased).to.deep.equal({ ...records, events: 1, webhook_events: 1 });
      const left = await everything();
      for (const trace of ['carla', '424242', '5550177']) expect(left, trace).not.to.include(trace);
    });
  }

  it('is named by exactly one thing', async () => {
    const wrong = [{}, { number: NUMBER, crm_user_id: 'x' }, { number: '' }, { dialpad_user_id: 'x' }, { cursor: 'x' }];
    for (const body of wrong) {
      const answer = await erase(body);
      expect([answer.status, answer.body.details?.length > 0], JSON.stringify(body)).to.deep.equal([400, true]);
    }
    for (const cursor of ['event.1', 'delivery.01890000-0000-7000-8000-0000000000aa']) {
      expect((await erase({ number: NUMBER, cursor })).status).to.equal(200);
    }
    const unknown = '/internal/apps/01890000-0000-7000-8000-0000000000aa/erase';
    expect((await at.admin('POST', unknown, { number: NUMBER })).status).to.equal(404);
  });

  it('is in the audit log without the number or the name', async () => {
    const { data } = (await at.admin('GET', `/internal/audit?app_id=${app.id}&action=data.erased`)).body;
    const traces = data.map((act: Record<string, unknown>) => act.target_id);
    expect(traces).to.include('number-23').and.include('424242').and.include(null);
    expect(JSON.stringify(data)).not.to.include('5550123').and.not.to.include('carla');
  });
});
