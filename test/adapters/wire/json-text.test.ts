import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { callDetailsToJson, fieldToJson } from '../../../src/adapters/wire/call-details-json.js';
import { CallEventJson } from '../../../src/adapters/wire/call-event-json.js';
import { CallJson, callToText } from '../../../src/adapters/wire/call-json.js';
import { eventToText } from '../../../src/adapters/wire/event-json.js';
import { MessageJson, messageToText } from '../../../src/adapters/wire/message-json.js';
import { VoicemailJson, voicemailToText } from '../../../src/adapters/wire/voicemail-json.js';
import type { Attributed } from '../../../src/application/ports/listing.js';
import { CALL_STATUSES, isLive } from '../../../src/domain/call/call-status.js';
import { type CallView, durationAt } from '../../../src/domain/call/call-view.js';
import type { DialpadId } from '../../../src/domain/dialpad-id.js';
import type { UpdatedField } from '../../../src/domain/event/app-event.js';
import type { AppId, CallId, EventId, MessageId, VoicemailId } from '../../../src/domain/ids.js';
import { MESSAGE_STATUSES, type MessageView } from '../../../src/domain/message/message.js';
import type { VoicemailView } from '../../../src/domain/voicemail/voicemail.js';

const orNull = <A>(values: fc.Arbitrary<A>) => fc.option(values, { nil: null });
const uuid = <Id extends string>() => fc.uuid() as unknown as fc.Arbitrary<Id>;
const dialpadId = fc
  .oneof(fc.bigInt(1n, 2n ** 63n - 1n), fc.bigInt(2n ** 53n - 3n, 2n ** 53n + 3n), fc.bigInt(1n, 2n ** 40n))
  .map((id) => String(id) as DialpadId);
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"', '\\', '\u2028', '\ud800', '+15550123'),
);
// From before 1970 to beyond the year 9999, and around midnight.
const time = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 48 }),
  fc.integer({ min: -3, max: 3 }).map((ms) => Date.UTC(2026, 1, 29) + ms),
);
const seconds = fc.oneof(fc.nat(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const texts = fc.array(text, { maxLength: 3 });

const details: fc.Arbitrary<CallView['details']> = fc.record({
  answeredBy: orNull(dialpadId),
  answeredElsewhere: fc.boolean(),
  endedReason: orNull(fc.constantFrom('stale' as const, 'transferred' as const)),
  contactName: orNull(text),
  hold: orNull(fc.constantFrom('held' as const, 'parked' as const)),
  transferredFrom: orNull(dialpadId),
  labels: texts,
  dispositions: texts,
  recap: orNull(fc.record({ summary: orNull(text), outcome: orNull(text), purposes: texts, actionItems: texts })),
  transcriptReady: fc.boolean(),
  satisfaction: orNull(text),
  reviewUrl: orNull(text),
  customData: orNull(text),
  disposition: orNull(text),
  note: orNull(text),
  recordUrl: orNull(text),
});

const call: fc.Arbitrary<Attributed<CallView>> = fc.record({
  id: uuid<CallId>(),
  appId: uuid<AppId>(),
  dialpadCallId: dialpadId,
  conversationId: dialpadId,
  direction: orNull(fc.constantFrom('inbound' as const, 'outbound' as const)),
  fromNumber: orNull(text),
  toNumber: orNull(text),
  status: fc.constantFrom(...CALL_STATUSES),
  dialpadUserId: orNull(dialpadId),
  crmUserId: orNull(text),
  startedAt: time,
  endedAt: orNull(time),
  durationSeconds: orNull(seconds),
  recordingUrl: orNull(text),
  details,
  createdAt: time,
  updatedAt: time,
});

const voicemail: fc.Arbitrary<Attributed<VoicemailView>> = fc.record({
  id: uuid<VoicemailId>(),
  appId: uuid<AppId>(),
  dialpadCallId: orNull(dialpadId),
  dialpadUserId: orNull(dialpadId),
  crmUserId: orNull(text),
  fromNumber: orNull(text),
  toNumber: orNull(text),
  recordingUrl: orNull(text),
  transcript: orNull(text),
  durationSeconds: orNull(seconds),
  createdAt: time,
  updatedAt: time,
});

const message: fc.Arbitrary<Attributed<MessageView>> = fc.record({
  id: uuid<MessageId>(),
  appId: uuid<AppId>(),
  dialpadMessageId: dialpadId,
  direction: orNull(fc.constantFrom('inbound' as const, 'outbound' as const)),
  fromNumber: orNull(text),
  toNumber: orNull(text),
  text: orNull(text),
  status: orNull(fc.constantFrom(...MESSAGE_STATUSES)),
  dialpadUserId: orNull(dialpadId),
  crmUserId: orNull(text),
  sentAt: time,
  createdAt: time,
  updatedAt: time,
});

/** Field by field what the codec makes of a value, by the name that it has inside. */
const byCodec = (codec: t.AnyProps, value: object): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(codec).map(([name, field]) => [name, field.encode(Reflect.get(value, inside(name)))]),
    ),
  );

const inside = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const sorted = (value: object) => Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1));

describe('An answer written by hand', () => {
  const now = Date.UTC(2026, 10, 26);

  it('is that of the codec, for every call', () => {
    fc.assert(
      fc.property(call, (one) => {
        const { details, ...rest } = one;
        const recap = details.recap && {
          ...details.recap,
          action_items: details.recap.actionItems,
          actionItems: undefined,
        };
        const shown = { ...rest, ...details, recap, durationSeconds: durationAt(one, now) };
        const expected = byCodec(CallJson.props, shown);
        expect(callToText(one, now)).to.equal(expected);
      }),
    );
  });

  it('is read back by the codec, for every event about a call', () => {
    const type = fc.constantFrom('call.ring', 'call.ended', 'call.recording.completed');
    const changed = fc.subarray<UpdatedField>(['contactName', 'hold', 'dialpadUserId']);
    const event = fc.record({
      ...{ id: uuid<EventId>(), appId: uuid<AppId>(), seq: fc.nat(), happenedAt: time },
      ...{ targetCrmUser: orNull(text), replayed: fc.boolean() },
    });
    fc.assert(
      fc.property(call, event, fc.option(changed, { nil: null }), type, (one, told, update, other) => {
        // A later time is written, and not read.
        fc.pre([told.happenedAt, one.startedAt, one.endedAt ?? 0].every((at) => at < Date.UTC(10_000, 0)));
        const content =
          update === null ? { type: other, call: one } : { type: 'call.updated' as const, call: one, changed: update };
        const read = JSON.parse(eventToText({ ...told, content }));
        const decoded = CallEventJson.decode(read);
        if (E.isLeft(decoded)) throw new Error(JSON.stringify(read));
        const isOver = !isLive(one.status);
        const expected = {
          ...{ event: content.type, event_id: told.id, seq: told.seq, timestamp: told.happenedAt },
          ...{ target_crm_user: told.targetCrmUser, ...(told.replayed && { replayed: true }) },
          ...{ call_id: one.id, dialpad_call_id: one.dialpadCallId, conversation_id: one.conversationId },
          ...{ direction: one.direction, from_number: one.fromNumber, to_number: one.toNumber },
          ...{ status: one.status === 'ended' ? 'completed' : one.status, dialpad_user_id: one.dialpadUserId },
          ...{ started_at: one.startedAt, ...callDetailsToJson(one.details) },
          ...(isOver && { ended_at: one.endedAt, duration_seconds: one.durationSeconds }),
          ...((isOver || one.recordingUrl !== null) && { recording_url: one.recordingUrl }),
          ...(content.type === 'call.ring' && { contact: null }),
          ...(update !== null && { changed: update.map(fieldToJson), previous_crm_user: null }),
        };
        expect(JSON.stringify(sorted(decoded.right))).to.equal(JSON.stringify(sorted(expected)));
      }),
    );
  });

  it('is that of the codec, for every voicemail', () => {
    fc.assert(
      fc.property(voicemail, (one) => {
        expect(voicemailToText(one)).to.equal(byCodec(VoicemailJson.props, one));
      }),
    );
  });

  it('is that of the codec, for every message', () => {
    fc.assert(
      fc.property(message, (one) => {
        expect(messageToText(one)).to.equal(byCodec(MessageJson.props, one));
      }),
    );
  });
});
