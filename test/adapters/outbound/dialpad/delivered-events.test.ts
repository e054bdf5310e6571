import { expect } from 'chai';
import { toNullable } from 'fp-ts/lib/Option.js';
import { payloadReader } from '../../../../src/adapters/outbound/dialpad/payload-reader.js';
import { callIn, example, hangup, messageIn, observationsOf, type Payload, ringing, translate } from './translating.js';

const envelope = (payload: unknown) => toNullable(payloadReader.envelope(JSON.stringify(payload)));
const sms = (changes: Payload = {}) => example('sms-out-delivered', changes);

/** Labels that a relay may add. */
const LABELS: readonly Payload[] = [
  ...[{ type: 'call' }, { event: 'webhook' }, { event_type: 'dialpad.call' }, { type: 'hangup', event: 'call' }],
  ...[{ event_type: 'call.ring' }, { event: 'sms.received' }, { type: 'voicemail.received' }],
];

describe('an event with the shape of Dialpad’s own', () => {
  it('is one whatever label a relay has added', () => {
    for (const label of LABELS) {
      expect(translate({ ...label, ...hangup() }), JSON.stringify(label)).to.deep.equal(translate(hangup()));
      expect(envelope({ ...label, ...hangup() })?.name).to.equal('hangup');
    }
    expect(callIn({ type: 'call', state: 'Missed', call_id: 1 })).to.include({ missed: true });
  });

  it('is one also as a text message', () => {
    for (const label of LABELS) {
      expect(translate({ ...label, ...sms() }), JSON.stringify(label)).to.deep.equal(translate(sms()));
      expect(envelope({ ...label, ...sms() })?.name).to.equal('sms');
    }
    const bare = { type: 'sms', id: 1, from_number: '+15550100101', to_number: ['+15550110131'], text: 'Hi' };
    expect(messageIn(bare)).to.include({ dialpadMessageId: '1', toNumber: '+15550110131', text: 'Hi' });
  });

  it('is found in what a relay has wrapped around it', () => {
    for (const wrap of [
      (event: Payload) => ({ data: event }),
      (event: Payload) => ({ type: 'call', payload: event }),
      (event: Payload) => ({ event_type: 'call.ended', data: event }),
      (event: Payload) => ({ source: 'relay', body: JSON.stringify(event) }),
      (event: Payload) => ({ id: 'evt_1', event }),
      (event: Payload) => ({ body: { data: event } }),
    ]) {
      for (const event of [hangup(), sms()]) {
        expect(translate(wrap(event)), JSON.stringify(wrap({}))).to.deep.equal(translate(event));
        expect(envelope(wrap(event))).to.deep.equal(envelope(event));
      }
    }
    const guide = { event_type: 'call.ring', call: { id: 1 } };
    expect(callIn({ topic: 'x', payload: guide }).dialpadCallId).to.equal('1');
  });

  it('is not what only resembles it', () => {
    const call = { id: 1, from_number: '555-0123', to_number: '555-9876' };
    for (const event of [
      { type: 'call', ...call },
      { type: 'call', data: call },
      { data: call },
      { type: 'contact', state: 'NY', call_id: 1 },
      { type: 'task', data: { state: 'connected', id: 1 } },
      { event_type: 'fax.received', data: { event_type: 'fax.pages' } },
    ]) {
      expect(translate(event), JSON.stringify(event)).to.include({ _tag: 'Ignored' });
    }
    // The guide's calls may have a state too.
    const ended = { event_type: 'call.ended', call_id: 1, state: 'hangup', from_number: '555-0123', duration: 70 };
    expect(callIn(ended)).to.include({ fromNumber: '555-0123', durationSeconds: 70 });
    expect(callIn({ event_type: 'call.ended', data: ended }).durationSeconds).to.equal(70);
  });
});

describe('the id of an event', () => {
  it('may stand in what is wrapped', () => {
    expect(envelope({ event: 'call.ring', data: { event_id: 'evt_1', call_id: 7 } })?.eventId).to.equal('evt_1');
    expect(envelope({ type: 'call', payload: { ...hangup(), uuid: 'evt_2' } })?.eventId).to.equal('evt_2');
  });

  it('is not that of the call or the message, which several of its events carry', () => {
    for (const event of [
      { event: 'call.ring', uuid: '7', call_id: 7 },
      { event: 'call.ring', uuid: 'ABC', call: { uuid: 'abc', id: 7 } },
      { event: 'call.ring', uuid: 7, data: { call: { id: '7' } } },
      { event: 'call.ring', data: { id: 'c-7', call_id: 7 }, uuid: 'c-7' },
      { event: 'message.updated', uuid: 'm-1', message: { id: 'm-1' } },
      { ...hangup(), uuid: hangup().call_id },
    ]) {
      expect(envelope(event)?.eventId, JSON.stringify(event)).to.equal(null);
    }
    expect(envelope({ event: 'call.ring', call: { uuid: 'x', event_id: 'y', id: 1 } })?.eventId).to.equal(null);
  });
});

describe('a delivery of several events', () => {
  const started = { event_type: 'call.started', data: { call_id: 1 } };
  const unknown = { event_type: 'fax.received', data: {} };
  const incomplete = { event_type: 'call.ended', data: {} };

  it('is each of them, in order, from a list or under events', () => {
    const events = [ringing(), started, sms(), hangup()];
    const each = events.flatMap(observationsOf);
    for (const body of [
      events,
      { events },
      { type: 'batch', events },
      { data: { events } },
      { payload: events },
      [events.slice(0, 2), events.slice(2)],
      events.map((event) => ({ payload: event })),
      events.map((event) => JSON.stringify(event)),
    ]) {
      expect(translate(body)).to.deep.equal({ _tag: 'Observed', observations: each });
    }
    expect(observationsOf([started])).to.deep.equal(observationsOf(started));
  });

  it('is observed although some of them cannot be used, and says how many', () => {
    expect(translate([unknown, started, incomplete, 17, hangup()])).to.deep.equal({
      _tag: 'Observed',
      observations: [...observationsOf(started), ...observationsOf(hangup())],
      reason: 'of 5 events: 1 failed (call event without a call id); 2 ignored (unknown event type "fax.received")',
    });
  });

  it('has failed, or is ignored, if none of them can be used', () => {
    expect(translate([incomplete, unknown])).to.include({ _tag: 'Unusable' });
    expect(translate({ events: [unknown, null] })).to.include({ _tag: 'Ignored' });
    expect(translate({ events: [] })).to.include({ _tag: 'Ignored' });
    expect(translate([unknown])).to.deep.equal(translate(unknown));
  });

  it('is bounded', () => {
    const many = (count: number) => new Array(count).fill(started);
    expect(observationsOf(many(1_000))).to.have.length(1_000);
    for (const body of [many(1_001), { events: many(5_000) }, [many(600), many(600)]]) {
      expect(translate(body)).to.deep.equal({
        _tag: 'Unusable',
        reason: 'the delivery holds more than 1000 events',
      });
    }
    const deep = `${'['.repeat(5_000)}${JSON.stringify(started)}${']'.repeat(5_000)}`;
    expect(translate(deep)).to.include({ _tag: 'Ignored' });
  });

  it('has the organisations of all, and an id and a name only if they hold for all', () => {
    const events = [
      { ...started, event_id: 'a', company_id: 2 },
      { ...incomplete, event_id: 'b', org_id: 3 },
    ];
    expect(envelope({ organization_id: 1, event_id: 'batch-1', events })).to.deep.equal({
      name: 'batch',
      eventId: 'batch-1',
      organizations: ['1', '2', '3'],
      orderKey: null,
    });
    expect(envelope(events)).to.deep.equal({ name: 'batch', eventId: null, organizations: ['2', '3'], orderKey: null });
    expect(envelope([started, started])?.name).to.equal('call.started');
    expect(envelope([{ ...started, uuid: 'of the first' }, started])?.eventId).to.equal(null);
  });
});
