import { expect } from 'chai';
import type { Call } from '../../../src/domain/call/call.js';
import { type CallView, viewOf } from '../../../src/domain/call/call-view.js';
import { observe } from '../../../src/domain/call/observe-call.js';
import type { MessageId } from '../../../src/domain/ids.js';
import { type Message, observeMessage, viewOfMessage } from '../../../src/domain/message/message.js';
import { dialpadIds } from '../../../src/testing/dialpad/dialpad-ids.js';
import { heldAndRecorded } from '../../../src/testing/dialpad/hold-scenarios.js';
import { answeredInbound, missedInbound } from '../../../src/testing/dialpad/inbound-scenarios.js';
import { outboundAnswered, outboundUnanswered } from '../../../src/testing/dialpad/outbound-scenarios.js';
import type { Colleague } from '../../../src/testing/dialpad/parties.js';
import type { Occasion } from '../../../src/testing/dialpad/plain-legs.js';
import { smsReceived, smsSent } from '../../../src/testing/dialpad/sms-scenarios.js';
import type { TimedEvent } from '../../../src/testing/dialpad/timed-event.js';
import { transferredInbound } from '../../../src/testing/dialpad/transfer-scenario.js';
import { voicemailLeft } from '../../../src/testing/dialpad/voicemail-scenarios.js';
import {
  example,
  messageIn,
  observationsOf,
  type Payload,
  voicemailIn,
} from '../../adapters/outbound/dialpad/translating.js';
import { fresh } from '../../domain/arbitraries.js';

const START = 1791208800000;
const colleague: Colleague = {
  id: 4930824982817530,
  name: 'Ana Delgado',
  email: 'ana.delgado@example.com',
  phone: '+15550100101',
  officeId: 6304308888617316,
};
const next: Colleague = { ...colleague, id: 4915667473871626, name: 'Ben Okafor', email: 'ben.okafor@example.com' };
const occasion = (): Occasion => ({
  colleague,
  contact: {
    id: 6155831238942301,
    type: 'local',
    name: 'Dana Whitfield',
    email: 'dana.whitfield@example.com',
    phone: '+15550110201',
  },
  startsAt: START,
  ids: dialpadIds(1),
});

const states = (events: readonly TimedEvent[]): readonly unknown[] => events.map(({ payload }) => payload.state);

/** Each leg after all its events, in the order in which the legs began. */
const legsAfter = (events: readonly TimedEvent[]): readonly CallView[] => {
  const calls = new Map<string, Call>();
  for (const one of events.flatMap(({ payload }) => observationsOf(payload))) {
    if (one._tag !== 'Call') continue;
    const found = calls.get(one.seen.dialpadCallId) ?? null;
    calls.set(one.seen.dialpadCallId, observe(found, one.seen, fresh).call);
  }
  return [...calls.values()].map(viewOf);
};

const only = <A>(list: readonly A[]): A => {
  const [first, ...more] = list;
  if (first === undefined || more.length > 0) throw new Error(`not one, but ${list.length}`);
  return first;
};

/** The names of the fields with the types of their values, in order; of objects in the same way. */
const shape = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shape(value[0])];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.entries(value).map(([name, inner]) => [name, shape(inner)]);
};

const payloadOf = (events: readonly TimedEvent[], state: string): Payload => {
  const found = events.find(({ payload }) => payload.state === state || payload.message_status === state);
  if (found === undefined) throw new Error(`no ${state}`);
  return found.payload;
};

describe('a simulated event', () => {
  const answered = answeredInbound(occasion(), { ring: 7, talk: 125 });
  const recorded = heldAndRecorded(occasion(), { ring: 5, talk: 100, hold: 20, recordingAfter: 238 });
  for (const [name, payload] of [
    ['answered-inbound-ringing', payloadOf(answered, 'ringing')],
    ['answered-inbound-connected', payloadOf(answered, 'connected')],
    ['answered-inbound-hangup', payloadOf(answered, 'hangup')],
    ['missed-inbound-missed', payloadOf(missedInbound(occasion(), { ring: 25 }), 'missed')],
    [
      'voicemail-left-uploaded',
      payloadOf(voicemailLeft(occasion(), { ring: 20, talk: 31, transcript: 'Hi' }), 'voicemail_uploaded'),
    ],
    ['sms-inbound', payloadOf(smsReceived(occasion(), 'Hi'), 'pending')],
    ['sms-out-delivered', payloadOf(smsSent(occasion(), 'Hi'), 'delivered')],
  ] as const) {
    it(`has the same fields as the example ${name}`, () => {
      const contact = payload.contact;
      expect(shape(payload)).to.deep.equal(shape(example(name, { contact })));
    });
  }

  it('has the same fields as the example recording-recording', () => {
    const payload = payloadOf(recorded, 'recording');
    expect(shape(payload)).to.deep.equal(shape(example('recording-recording', { contact: payload.contact })));
  });

  it('is sent shortly after the moment it is about', () => {
    for (const { at, payload } of [...answered, ...recorded]) expect(payload.event_timestamp).to.equal(at);
    expect(payloadOf(answered, 'connected').date_connected).to.be.below(answered[1]?.at ?? 0);
  });

  it('shows nothing from the future', () => {
    expect(payloadOf(answered, 'ringing')).to.include({ date_connected: null, date_ended: null, duration: null });
    expect(payloadOf(answered, 'connected')).to.include({ date_ended: null, talk_time: null });
    expect(payloadOf(recorded, 'hangup').recording_details).to.deep.equal([]);
  });
});

describe('a simulated call', () => {
  it('that is answered rings, is connected and hangs up', () => {
    const events = answeredInbound(occasion(), { ring: 7, talk: 125 });
    expect(states(events)).to.deep.equal(['ringing', 'connected', 'hangup']);
    expect(only(legsAfter(events))).to.include({ status: 'ended', direction: 'inbound', durationSeconds: 125 });
  });

  it('that is missed ends as missed', () => {
    const events = missedInbound(occasion(), { ring: 25 });
    expect(states(events)).to.deep.equal(['ringing', 'missed', 'hangup']);
    expect(only(legsAfter(events))).to.include({ status: 'missed', durationSeconds: 0 });
  });

  it('that leaves a voicemail has it after the upload, with the transcript later', () => {
    const events = voicemailLeft(occasion(), { ring: 20, talk: 31, transcript: 'Please call me' });
    expect(states(events)).to.deep.equal(['ringing', 'voicemail', 'hangup', 'voicemail_uploaded', 'transcription']);
    expect(only(legsAfter(events.slice(0, 3))).status).to.equal('missed');
    expect(only(legsAfter(events)).status).to.equal('voicemail');
    expect(events.map(({ payload }) => voicemailIn(payload)?.transcript)).to.deep.equal([
      undefined,
      undefined,
      undefined,
      null,
      'Please call me',
    ]);
    expect(voicemailIn(events[3]?.payload)?.durationSeconds).to.equal(31);
  });

  it('that is transferred continues on a second leg, for the next person', () => {
    const events = transferredInbound(occasion(), next, { ring: 5, talk: 20, nextRing: 4, nextTalk: 60 });
    const [first, second, ...more] = legsAfter(events);
    expect(more).to.deep.equal([]);
    expect(first).to.include({ status: 'ended', dialpadUserId: '4930824982817530' });
    expect(second).to.include({ status: 'ended', dialpadUserId: '4915667473871626', durationSeconds: 60 });
    const last = events.at(-1)?.payload;
    expect(last).to.have.property('master_call_id', events[0]?.payload.call_id);
    expect(last).to.have.nested.property('transferred_from.id', colleague.id);
    const left = events.find(({ payload }) => payload.state === 'hangup')?.payload;
    expect(left).to.include({ is_transferred: true, call_id: events[0]?.payload.call_id });
  });

  it('that is outbound is answered or not', () => {
    const answered = outboundAnswered(occasion(), { ring: 9, talk: 70 });
    expect(states(answered)).to.deep.equal(['calling', 'ringing', 'connected', 'hangup']);
    expect(only(legsAfter(answered))).to.include({
      status: 'ended',
      direction: 'outbound',
      fromNumber: colleague.phone,
      durationSeconds: 70,
    });
    const unanswered = outboundUnanswered(occasion(), { ring: 20 });
    expect(states(unanswered)).to.deep.equal(['calling', 'ringing', 'hangup']);
    expect(only(legsAfter(unanswered))).to.include({ status: 'ended', durationSeconds: 0 });
  });

  it('that is held is connected again, and its recording follows', () => {
    const events = heldAndRecorded(occasion(), { ring: 5, talk: 44, hold: 12, recordingAfter: 60 });
    expect(states(events)).to.deep.equal(['ringing', 'connected', 'hold', 'connected', 'hangup', 'recording']);
    expect(only(legsAfter(events.slice(0, 4))).status).to.equal('active');
    expect(payloadOf(events, 'hangup')).to.include({ hold_time: 12_000, talk_time: 44_000 });
    const call = only(legsAfter(events));
    expect(call).to.include({ status: 'ended', durationSeconds: 56 });
    expect(call.recordingUrl).to.match(/^https:\/\/dialpad\.com\/r\/\d{16}$/);
  });
});

describe('a simulated text message', () => {
  const messageAfter = (events: readonly TimedEvent[]) => {
    let message: Message | null = null;
    const ids = { ...fresh, id: '01890000-0000-7000-8000-000000000003' as MessageId };
    for (const { payload } of events) message = observeMessage(message, messageIn(payload), ids).message;
    return message === null ? null : viewOfMessage(message);
  };

  it('is received', () => {
    expect(messageAfter(smsReceived(occasion(), 'Hi'))).to.include({
      direction: 'inbound',
      status: 'received',
      text: 'Hi',
    });
  });

  it('is delivered, or fails, with one id', () => {
    expect(messageAfter(smsSent(occasion(), 'Hi'))).to.include({ direction: 'outbound', status: 'delivered' });
    const failed = smsSent(occasion(), 'Hi', 'invalid_destination');
    expect(messageAfter(failed)).to.include({ status: 'failed' });
    expect(new Set(failed.map(({ payload }) => payload.id))).to.have.property('size', 1);
  });
});

describe('simulated ids', () => {
  it('are the same for the same seed, all different, and safe integers of 16 digits', () => {
    const [some, same] = [dialpadIds(7), dialpadIds(7)];
    const ids = Array.from({ length: 500 }, some);
    expect(Array.from({ length: 500 }, same)).to.deep.equal(ids);
    expect(new Set(ids).size).to.equal(500);
    for (const id of ids) expect(Number.isSafeInteger(id) && String(id).length === 16, String(id)).to.equal(true);
  });
});
