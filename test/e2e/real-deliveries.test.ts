import { expect } from 'chai';
import { type Running, run } from './running.js';

const START = Date.UTC(2026, 0, 28, 12);

describe('deliveries as they really come', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };

  beforeEach(async () => {
    at = await run();
    app = await at.newApp('Clinic');
  });
  afterEach(() => at.stop());

  const settled = async () => {
    while ((await at.request('GET', '/health')).body.inbox.pending > 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const deliver = async (...events: readonly unknown[]) => {
    const answers = [];
    for (const event of events) answers.push((await at.deliver(event)).body);
    await settled();
    return answers;
  };
  const calls = async () => (await at.crm(app.key, '/api/calls')).body.data;
  const announced = async () =>
    (await at.crm(app.key, '/api/events')).body.data.map(({ event }: { readonly event: string }) => event);

  it('the id of a call in each of its events makes them no duplicates', async () => {
    const call = { uuid: 'c-1', call: { id: 1, direction: 'inbound' } };
    const answers = await deliver({ event: 'call.ring', ...call }, { event: 'call.ended', ...call });
    expect(answers.map(({ duplicate }) => duplicate)).to.deep.equal([false, false]);
    expect((await calls())[0].status).to.equal('ended');
    const [again] = await deliver({ event: 'CALL.ended', uuid: 'c-1', call: { id: 1, direction: 'in' } });
    expect(again).to.include({ duplicate: true, event_id: answers[1].event_id });
  });

  it('several events in one body are each used, and one that is bad spoils none', async () => {
    const events = [
      { event_type: 'call.ring', data: { call_id: 1, from: { phone_number: '+15550100131' } } },
      { event_type: 'fax.received', data: {} },
      { event_type: 'call.started', data: {} },
      { state: 'ringing', call_id: 2, direction: 'inbound', type: 'call' },
    ];
    await deliver({ events }, events.slice(3), [{ state: 'hangup', call_id: 2, direction: 'inbound' }]);
    expect((await calls()).map((call: { dialpad_call_id: number }) => call.dialpad_call_id)).to.have.members([1, 2]);
    expect((await calls()).map((call: { status: string }) => call.status)).to.have.members(['ringing', 'missed']);
    const inbox = (await at.admin('GET', '/internal/webhook-events?status=processed')).body.data;
    const reasons = inbox.map(({ reason }: { readonly reason: string | null }) => reason);
    expect(reasons.filter((reason: string | null) => reason !== null)).to.deep.equal([
      'of 4 events: 1 failed (call event without a call id); 1 ignored (unknown event type "fax.received")',
    ]);
  });

  it('a label, a wrapper and a time in microseconds hide no hang-up', async () => {
    const call = { call_id: '7', direction: 'inbound', date_started: START * 1000, external_number: '+15550100131' };
    const over = { date_connected: `${START + 5_000}000000`, date_ended: '2026-01-28 12:01:05+00' };
    await deliver(
      { type: 'call', ...call, state: 'ringing' },
      { event: 'call.ended', payload: { ...call, ...over, state: 'hangup' } },
    );
    expect((await calls())[0]).to.include({
      status: 'ended',
      started_at: '2026-01-28T12:00:00.000Z',
      ended_at: '2026-01-28T12:01:05.000Z',
      duration_seconds: 60,
    });
  });

  it('the address of a mailbox is no voicemail', async () => {
    const call = { call_id: 1, direction: 'inbound', date_connected: null };
    const link = { voicemail_link: 'https://dialpad.com/v/1', voicemail_recording_id: null };
    await deliver(
      { ...call, state: 'ringing' },
      { ...call, ...link, state: 'voicemail' },
      { ...call, ...link, state: 'hangup', date_ended: START },
    );
    expect((await calls())[0].status).to.equal('missed');
    expect((await at.crm(app.key, '/api/voicemails')).body.data).to.deep.equal([]);
    expect(await announced()).to.deep.equal(['call.ring', 'call.missed']);
  });

  it('a recap ends a call whose hang-up never came', async () => {
    const call = { call_id: 1, direction: 'inbound' };
    await deliver(
      { ...call, state: 'connected', date_connected: START },
      { ...call, state: 'recap_summary', recap_summary: 'They talked.', talk_time: 55_000 },
    );
    expect((await calls())[0]).to.include({ status: 'ended', duration_seconds: 55 });
  });
});
