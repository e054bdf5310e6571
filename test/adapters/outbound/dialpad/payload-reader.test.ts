import { expect } from 'chai';
import * as fc from 'fast-check';
import { isNone, toNullable } from 'fp-ts/lib/Option.js';
import { payloadReader } from '../../../../src/adapters/outbound/dialpad/payload-reader.js';
import { DialpadId } from '../../../../src/domain/dialpad-id.js';
import { allExamples, example, RECEIVED_AT, translate } from './translating.js';

const envelope = (payload: unknown) => toNullable(payloadReader.envelope(JSON.stringify(payload)));

describe('the envelope of an event', () => {
  it('names the call or the message that the event is about', () => {
    expect(envelope({ state: 'ringing', call_id: 5, master_call_id: 6 })?.orderKey).to.equal('5');
    expect(envelope({ event_type: 'call.ring', data: { call: { id: '7' } } })?.orderKey).to.equal('7');
    expect(envelope({ id: 8, from_number: '+1', text: 'Hi' })?.orderKey).to.equal('8');
    expect(
      envelope({
        events: [
          { state: 'ringing', call_id: 5 },
          { state: 'hangup', call_id: 5 },
        ],
      })?.orderKey,
    ).to.equal(null);
    expect(envelope({ type: 'fax.received' })?.orderKey).to.equal(null);
  });

  it('has the name that the event gives itself', () => {
    expect(envelope({ event_type: 'call.ring', event: 'x', type: 'y' })?.name).to.equal('call.ring');
    expect(envelope({ event: 'call.ring', type: 'y' })?.name).to.equal('call.ring');
    expect(envelope({ type: 'fax.received' })?.name).to.equal('fax.received');
    expect(envelope(example('answered-inbound-ringing'))?.name).to.equal('ringing');
    expect(envelope(example('sms-inbound'))?.name).to.equal('sms');
    expect(envelope({})?.name).to.equal(null);
  });

  it('has the id that the event gives itself, as a number or a text', () => {
    expect(envelope({ event_id: 'evt_1', uuid: 'x' })?.eventId).to.equal('evt_1');
    expect(envelope({ uuid: 17 })?.eventId).to.equal('17');
    expect(payloadReader.envelope('{"event_id":9223372036854775807}')).to.have.nested.property(
      'value.eventId',
      '9223372036854775807',
    );
    for (const none of [{}, { event_id: '' }, { event_id: null, uuid: {} }, { id: 1 }, { event_id: 'x'.repeat(256) }]) {
      expect(envelope(none)?.eventId).to.equal(null);
    }
  });

  it('has no event id for what Dialpad sends', () => {
    for (const payload of allExamples()) expect(envelope(payload)?.eventId).to.equal(null);
  });

  it('names organisations and offices in the order of precedence, each once', () => {
    const named = {
      target: { office_id: 5 },
      company: { id: 4 },
      company_id: '3',
      org_id: 2,
      organization_id: 1,
    };
    expect(envelope(named)?.organizations).to.deep.equal(['1', '2', '3', '4', '5']);
    expect(envelope({ org_id: 2, company_id: 2, company: null, target: [] })?.organizations).to.deep.equal(['2']);
    expect(envelope(example('answered-inbound-ringing'))?.organizations).to.deep.equal(['6304308888617316']);
    expect(envelope(example('sms-inbound'))?.organizations).to.deep.equal([]);
  });

  it('is none where the text is no JSON', () => {
    expect(isNone(payloadReader.envelope('{"event_type":'))).to.equal(true);
    expect(translate('{"event_type":')).to.deep.equal({ _tag: 'Unusable', reason: 'the payload is no JSON' });
  });
});

describe('an event that does not say what it is', () => {
  it('is ignored', () => {
    for (const payload of ['[]', '"ring"', '42', 'null', '{}', '{"state":{"a":1},"call_id":[1]}', '{"__proto__":{}}']) {
      expect(translate(payload)).to.deep.equal({ _tag: 'Ignored', reason: 'the event does not say what it is' });
    }
  });
});

/** JSON with the field names that are read, and any values. */
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.jsonValue(),
    fc.constantFrom<unknown>(
      'call.ring',
      'call.ended',
      'call.voicemail',
      'voicemail.received',
      'sms.updated',
      'missed',
    ),
    fc.constantFrom<unknown>(
      'call.recording.completed',
      'ringing',
      'hangup',
      'recording',
      'user',
      'inbound',
      'outbound',
    ),
    fc.constantFrom<unknown>(1, '1', 0, -1, 1.5, 2 ** 63, 1791208800000, '9223372036854775807', '2026-01-28T12:00:00Z'),
    fc.dictionary(
      fc.constantFrom(
        ...[
          'event_type',
          'event',
          'type',
          'state',
          'id',
          'call_id',
          'call',
          'data',
          'voicemail',
          'message',
          'recording',
        ],
        ...['from', 'to', 'from_number', 'to_number', 'direction', 'owner', 'user_id', 'duration', 'started_at', 'url'],
        ...['recording_url', 'transcript', 'status', 'timestamp', 'event_id', 'uuid', 'company', 'target', 'contact'],
        ...['date_started', 'date_connected', 'date_ended', 'event_timestamp', 'external_number', 'internal_number'],
        ...[
          'recording_details',
          'recording_type',
          'voicemail_link',
          'transcription_text',
          'message_status',
          '__proto__',
        ],
      ),
      tie('tree'),
      { maxKeys: 12 },
    ),
    fc.array(tie('tree'), { maxLength: 3 }),
  ),
}));

/** An event of each kind with any values in its fields. */
const mangled = fc
  .tuple(
    fc.constantFrom<Readonly<Record<string, unknown>>>(
      ...allExamples(),
      { event_type: 'call.ended', call: { id: 1 } },
      { event_type: 'voicemail.received', voicemail: { id: 1 } },
      { event_type: 'sms.received', message: { id: 1 } },
      { event_type: 'call.recording.completed', call_id: 1, recording: { url: 'x' } },
    ),
    fc.dictionary(fc.nat({ max: 60 }).map(String), tree, { maxKeys: 8 }),
  )
  .map(([event, changes]) => {
    const names = Object.keys(event);
    const changed = Object.entries(changes).map(([n, value]) => [names[Number(n) % names.length] ?? 'x', value]);
    return { ...event, ...Object.fromEntries(changed) };
  });

describe('any JSON at all', () => {
  it('is translated without an exception, always in the same way, and with valid ids', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), tree, mangled), (value) => {
        const payload = JSON.stringify(value);
        const translation = payloadReader.translate({ payload, receivedAt: RECEIVED_AT });
        expect(payloadReader.translate({ payload, receivedAt: RECEIVED_AT })).to.deep.equal(translation);
        for (const { seen } of translation._tag === 'Observed' ? translation.observations : []) {
          if ('dialpadMessageId' in seen) expect(DialpadId.is(seen.dialpadMessageId)).to.equal(true);
          else if ('keys' in seen) for (const key of seen.keys) expect(key).to.match(/^(call|recording):\d+$/);
          else expect(DialpadId.is(seen.dialpadCallId)).to.equal(true);
        }
      }),
      { numRuns: 1_500 },
    );
  });

  it('has an envelope', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), tree, mangled), (value) => {
        const read = envelope(value);
        expect(read).to.have.all.keys('name', 'eventId', 'organizations', 'orderKey');
        expect(read?.organizations.every(DialpadId.is)).to.equal(true);
      }),
      { numRuns: 1_500 },
    );
  });
});
