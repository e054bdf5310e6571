import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { DialpadId } from '../../../domain/dialpad-id.js';
import { restoreCall } from '../../outbound/storage/restore-call.js';
import { restoreNews } from '../../outbound/storage/restore-event-content.js';
import { DirectionJson } from '../words.js';
import {
  ARCHIVE_CODECS,
  type ArchiveCodecs,
  callFields,
  callNewsOf,
  callViewFields,
  eventOf,
  MessageNews,
  VoicemailNews,
} from './archive-codecs.js';
import { Moment, maybeKnown, orNull } from './archive-parts.js';

/*
 * What the records of an archive file of version 1 looked like, where they looked otherwise: calls were known by themselves, and not as
 * legs of a conversation, nor with details.
 */

/** Reads what an older version wrote, and makes of it what is kept today. */
const restored = <Stored, A>(
  codec: t.Decoder<unknown, Stored>,
  restore: (stored: Stored) => A,
): t.Decoder<unknown, A> => ({
  name: codec.name,
  validate: (u, context) => E.map(restore)(codec.validate(u, context)),
  decode: (u) => E.map(restore)(codec.decode(u)),
});

const CallFacts = t.strict({
  direction: maybeKnown(DirectionJson),
  fromNumber: maybeKnown(t.string),
  toNumber: maybeKnown(t.string),
  dialpadUserId: maybeKnown(DialpadId),
  startedAt: Moment,
  connectedAt: orNull(Moment),
  endedAt: orNull(Moment),
  durationSeconds: maybeKnown(t.number),
  witnessed: t.boolean,
  missed: t.boolean,
  rejected: t.boolean,
  unanswered: t.boolean,
  voicemailLeft: t.boolean,
  recordingUrl: maybeKnown(t.string),
  companyRecordingUrl: maybeKnown(t.string),
});

const News = t.union([callNewsOf(t.strict(callViewFields)), VoicemailNews, MessageNews]);

/** How the record of each kind is read from JSON. */
export const ARCHIVE_CODECS_1: ArchiveCodecs = {
  ...ARCHIVE_CODECS,
  call: restored(t.strict({ ...callFields, facts: CallFacts }), restoreCall),
  event: restored(eventOf(News), ({ event, recordedAt }) => ({
    event: { ...event, news: restoreNews(event.news) },
    recordedAt,
  })),
};
