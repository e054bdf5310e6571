import * as t from 'io-ts';
import type { ArchiveRecords } from '../../../application/ports/archive.js';
import * as Id from '../../../domain/ids.js';
import { CALL_EVENT_TYPES } from '../stored/call-fields.js';
import { restoreEvent, type StoredEventContent } from '../stored/restore-event.js';
import { oneOf } from '../words.js';
import { maybeDialpadId, maybeText, maybeTime, Revision, restored, Timestamp } from './archive-parts.js';
import { ArchivedCallView, CALL_FIELDS } from './archived-call-view.js';
import { ArchivedMessageView } from './archived-message.js';
import { ArchivedVoicemailView } from './archived-voicemail.js';

/** The content of events of a call that every version has; `call` reads the call as that version shows it. */
export const callContentOf = <C extends t.Mixed>(call: C) =>
  t.strict({ type: oneOf([...CALL_EVENT_TYPES, 'call.recording.completed']), call });

/** The same with the contact of a ring. */
const withContactOf = <C extends t.Mixed>(call: C) =>
  t.exact(
    t.intersection([
      callContentOf(call).type,
      t.partial({ contact: t.strict({ name: t.string, recordUrl: maybeText }) }),
    ]),
  );

/** The content of a voicemail's events, the same in every version. */
export const VoicemailContent = t.strict({
  type: oneOf(['voicemail.received', 'voicemail.updated']),
  voicemail: ArchivedVoicemailView,
});

/** The content of a message's events, the same in every version. */
export const MessageContent = t.strict({
  type: oneOf(['message.received', 'message.sent', 'message.updated']),
  message: ArchivedMessageView,
});

const UPDATED_FIELDS = [...CALL_FIELDS, 'targetCrmUser'] as const;

const Gap = t.strict({ from: Timestamp, to: Timestamp, detectedAt: Timestamp, filledAt: maybeTime });

/** The content of every event, from version 2 on; `call` reads a call as the version shows it. */
export const eventContentOf = <C extends t.Mixed>(call: C) =>
  t.union([
    withContactOf(call),
    t.exact(
      t.intersection([
        t.type({
          type: t.literal('call.updated'),
          call,
          changed: t.readonlyArray(oneOf(UPDATED_FIELDS)),
        }),
        t.partial({ previous: t.strict({ dialpadUserId: maybeDialpadId, crmUser: maybeText }) }),
      ]),
    ),
    VoicemailContent,
    MessageContent,
    t.strict({ type: oneOf(['coverage.gap_detected', 'coverage.gap_filled']), gap: Gap }),
  ]);

/** An event and the time at which it was recorded; `news` reads its content, which is stored under that name. */
export const archivedEventOf = <C extends StoredEventContent>(
  news: t.Type<C, unknown, unknown>,
): t.Decoder<unknown, ArchiveRecords['event']> =>
  restored(
    t.strict({
      event: t.strict({
        id: Id.EventId,
        appId: Id.AppId,
        seq: Revision,
        happenedAt: Timestamp,
        targetCrmUser: maybeText,
        replayed: t.boolean,
        news,
      }),
      recordedAt: Timestamp,
    }),
    ({ event, recordedAt }) => ({ event: restoreEvent(event), recordedAt }),
  );

export const ArchivedEvent = archivedEventOf(eventContentOf(ArchivedCallView));
