import { expect } from 'chai';
import { eventSchemas } from '../../../../../src/adapters/inbound/http/openapi/event-schemas.js';
import type { JsonSchema } from '../../../../../src/adapters/wire/annotated.js';
import { EVENT_NAMES, eventToText } from '../../../../../src/adapters/wire/event-json.js';
import { viewOf } from '../../../../../src/domain/call/call-view.js';
import type { AppEvent, EventContent } from '../../../../../src/domain/event/app-event.js';
import type { EventId } from '../../../../../src/domain/ids.js';
import { viewOfMessage } from '../../../../../src/domain/message/message.js';
import { viewOfVoicemail } from '../../../../../src/domain/voicemail/voicemail.js';
import {
  APP,
  call,
  dialpadId,
  LARGEST_ID,
  message,
  NOON,
  nextId,
  voicemail,
} from '../../../../../src/testing/storage/samples.js';
import { type Validate, validatorOf, without } from './validation.js';

const components = new Map<string, JsonSchema>();
const schemas = eventSchemas(components);

const validateAs = (name: string): Validate => {
  const schema = schemas.get(name);
  if (schema === undefined) throw new Error(`${name} has no schema`);
  return validatorOf(schema, components);
};

const told = (content: EventContent, changes: Partial<AppEvent> = {}) =>
  JSON.parse(
    eventToText({
      id: nextId<EventId>(),
      appId: APP,
      seq: 1,
      happenedAt: NOON,
      targetCrmUser: null,
      replayed: false,
      content,
      ...changes,
    }),
  );

const known = {
  direction: 'inbound',
  fromNumber: '555-0123',
  toNumber: '555-9876',
  dialpadUserId: LARGEST_ID,
} as const;
const recording = { recordingUrl: 'https://dialpad.com/r/1', durationSeconds: 7 };
const over = { connected: true, over: true, endedAt: NOON + 7_000 };
const ringing = viewOf(call());
const answered = viewOf(call({ ...known, connected: true }));
const ended = viewOf(call({ ...known, ...recording, ...over }));
const missed = viewOf(call({ missed: true }));
const left = viewOfVoicemail(voicemail({ ...known, ...recording }));
const transcribed = viewOfVoicemail(voicemail({ transcript: 'Please call back.' }));
const recapped = viewOf(call({ ...known, ...over, labels: ['billing'], recapSummary: 'A refund.', hold: 'held' }));
const gap = { from: NOON - 60_000, to: NOON, detectedAt: NOON, filledAt: null };
const received = viewOfMessage(message({ ...known, text: 'Hello', status: 'delivered' }));

/** At least one content for each event type; a missing type does not compile. */
const SAMPLES: Readonly<Record<EventContent['type'], readonly EventContent[]>> = {
  'call.ring': [
    { type: 'call.ring', call: ringing },
    { type: 'call.ring', call: ringing, contact: { name: 'Ann', recordUrl: 'https://crm.example.com/1' } },
  ],
  'call.dialing': [{ type: 'call.dialing', call: viewOf(call({ ...known, direction: 'outbound' })) }],
  'call.started': [{ type: 'call.started', call: answered }],
  'call.ended': [
    { type: 'call.ended', call: ended },
    { type: 'call.ended', call: viewOf(call({ rejected: true })) },
    { type: 'call.ended', call: viewOf(call({ voicemailLeft: true })) },
  ],
  'call.missed': [{ type: 'call.missed', call: missed }],
  'call.recording.completed': [
    { type: 'call.recording.completed', call: ended },
    { type: 'call.recording.completed', call: viewOf(call({ ...known, ...recording, connected: true })) },
  ],
  'call.updated': [
    { type: 'call.updated', call: answered, changed: ['hold'] },
    { type: 'call.updated', call: recapped, changed: ['recap', 'labels'] },
    {
      type: 'call.updated',
      call: ringing,
      changed: ['dialpadUserId'],
      previous: { dialpadUserId: dialpadId(11), crmUser: 'ana@example.com' },
    },
  ],
  'voicemail.received': [{ type: 'voicemail.received', voicemail: left }],
  'voicemail.updated': [{ type: 'voicemail.updated', voicemail: transcribed }],
  'message.received': [{ type: 'message.received', message: received }],
  'message.sent': [{ type: 'message.sent', message: viewOfMessage(message({ direction: 'outbound' })) }],
  'message.updated': [{ type: 'message.updated', message: viewOfMessage(message()) }],
  'coverage.gap_detected': [{ type: 'coverage.gap_detected', gap }],
  'coverage.gap_filled': [{ type: 'coverage.gap_filled', gap: { ...gap, filledAt: NOON } }],
};

/** Fields that may be absent (contract §7): of a call that goes on or is not updated, and of an event that is not late. */
const MAY_BE_ABSENT = [
  'contact',
  'ended_at',
  'duration_seconds',
  'recording_url',
  'changed',
  'previous_crm_user',
  'replayed',
];
const isOptional = (event: string, field: string): boolean =>
  field === 'replayed' || (event.startsWith('call.') && MAY_BE_ABSENT.includes(field));

describe('the schemas of stream messages', () => {
  it('exist for each event and each message about the stream', () => {
    const names = [...EVENT_NAMES, 'stream.hello', 'stream.reset', 'error'];
    expect([...schemas.keys()]).to.have.members(names);
    expect(Object.keys(SAMPLES)).to.have.members([...EVENT_NAMES]);
  });

  for (const [name, samples] of Object.entries(SAMPLES)) {
    it(`describe ${name}, in time and late`, () => {
      const validate = validateAs(name);
      for (const content of samples) {
        expect(validate(told(content))).to.equal(null);
        expect(validate(told(content, { replayed: true, targetCrmUser: 'a@b.c' }))).to.equal(null);
      }
    });

    it(`do not match ${name} with a field more or less, or with another name`, () => {
      const validate = validateAs(name);
      for (const content of samples) {
        const sent = told(content, { replayed: true });
        expect(validate({ ...sent, surplus: 1 })).to.contain('additional properties');
        for (const field of Object.keys(sent)) {
          const verdict = validate(without(sent, field));
          if (isOptional(name, field)) expect(verdict, field).to.equal(null);
          else expect(verdict, field).to.contain(field);
        }
        for (const other of [...schemas.keys()].filter((one) => one !== name)) {
          expect(validateAs(other)(sent), other).to.contain('event');
        }
      }
    }).timeout(20_000);
  }

  it('do not match a field of another type, or an id of ours that is not a UUID', () => {
    for (const [name, samples] of Object.entries(SAMPLES)) {
      const validate = validateAs(name);
      for (const sent of samples.map((content) => told(content))) {
        for (const field of Object.keys(sent)) {
          expect(validate({ ...sent, [field]: { nested: true } }), `${name} ${field}`).to.contain(field);
        }
        const ours = Object.keys(sent).filter((field) => /^(event|call|voicemail|message)_id$/.test(field));
        expect(ours, name).to.have.length(name.startsWith('coverage.') ? 1 : 2);
        for (const id of ours) expect(validate({ ...sent, [id]: 'anything' }), `${name} ${id}`).to.contain(id);
      }
    }
  });

  it('allow an updated call to name its changed fields', () => {
    const sent = SAMPLES['call.updated'].map((content) => told(content));
    expect(sent.map(({ changed }) => changed)).to.deep.equal([['hold'], ['recap', 'labels'], ['dialpad_user_id']]);
    expect(sent[1]).to.include.keys('recap', 'labels');
    expect(validateAs('call.updated')({ ...sent[0], changed: [1] })).to.contain('changed');
  });

  it('allow a time range without a CRM user', () => {
    for (const name of ['coverage.gap_detected', 'coverage.gap_filled'] as const) {
      for (const content of SAMPLES[name]) {
        expect(Object.keys(told(content))).to.have.members(['event', 'event_id', 'seq', 'timestamp', 'from', 'to']);
      }
    }
  });

  it('allow a recording of a call that still goes on', () => {
    for (const content of SAMPLES['call.recording.completed']) {
      expect(told(content)).to.include({ recording_url: recording.recordingUrl });
    }
  });

  it('describe the messages about the stream itself', () => {
    const hello = { event: 'stream.hello', stream: 's', seq: 0, app_id: APP };
    expect(validateAs('stream.hello')(hello)).to.equal(null);
    expect(validateAs('stream.hello')({ ...hello, app_id: 'somebody' })).to.contain('app_id');
    expect(validateAs('stream.reset')({ event: 'stream.reset', stream: 's', seq: 7 })).to.equal(null);
    expect(validateAs('stream.reset')({ event: 'stream.reset', stream: 's' })).to.contain('seq');
    expect(validateAs('error')({ event: 'error', message: 'Say nothing.' })).to.equal(null);
    expect(validateAs('error')({ event: 'error' })).to.contain('message');
  });
});
