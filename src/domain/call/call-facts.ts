import * as Semigroup from 'fp-ts/lib/Semigroup.js';
import type { DialpadId } from '../dialpad-id.js';
import type { Direction } from '../direction.js';
import { earliest, everTrue, type Known, known, latest, latestKnown, type Moment, orUnknown } from '../merge.js';
import type { Timestamp } from '../timestamp.js';
import { type DetailFacts, type DetailObservation, detailsOf, mergeDetails } from './call-details.js';

/**
 * One scoped of a call: whatever one source said of it at one time. Everything but the id and the time of receipt may be
 * missing; what is missing takes nothing away from what is known.
 */
export interface CallObservation extends DetailObservation {
  readonly dialpadCallId: DialpadId;
  readonly receivedAt: Timestamp;
  /** When it happened, by the source's own clock; null where the source did not say. */
  readonly happenedAt: Timestamp | null;

  /** It tells of what followed the call, and so nothing of whether the call still goes on. */
  readonly afterwards?: boolean;

  readonly direction?: Direction | null;
  readonly fromNumber?: string | null;
  readonly toNumber?: string | null;
  /** The person on our side. */
  readonly dialpadUserId?: DialpadId | null;
  readonly startedAt?: Timestamp | null;
  /** When a device of this person first rang. */
  readonly rangAt?: Timestamp | null;

  /** The leg this one goes on from, or hangs below. */
  readonly masterCallId?: DialpadId | null;
  /** The leg of the line that was dialled, on a leg that rings because of it. */
  readonly entryPointCallId?: DialpadId | null;
  /** The leg of the person who answered, on a leg of a line that several people answer. */
  readonly operatorCallId?: DialpadId | null;

  /** A person answered: an announcement or a menu is no answer. */
  readonly connected?: boolean;
  readonly connectedAt?: Timestamp | null;
  readonly over?: boolean;
  readonly endedAt?: Timestamp | null;
  /** Length of the conversation; heeded only from a scoped of the call's end. */
  readonly durationSeconds?: number | null;

  /** Nothing was heard for so long that it is taken to be over; `receivedAt` is when it was last heard of. */
  readonly stale?: boolean;

  readonly missed?: boolean;
  readonly rejected?: boolean;
  /** The source says that nobody ever answered. */
  readonly unanswered?: boolean;
  /** A message is in the mailbox; merely reaching the mailbox is not enough. */
  readonly voicemailLeft?: boolean;

  readonly recordingUrl?: string | null;
  /** The company's own recording, shown where there is no recording by the user. */
  readonly companyRecordingUrl?: string | null;
  /** The recordings are named by pages that play them, which give way to any that are named by themselves. */
  readonly isRecordingPage?: boolean;
}

/** All that is known of a call: the merge of its observations, in any order, however often each was seen. */
export interface CallFacts {
  readonly direction: Known<Direction> | null;
  readonly fromNumber: Known<string> | null;
  readonly toNumber: Known<string> | null;
  readonly dialpadUserId: Known<DialpadId> | null;
  readonly startedAt: Moment;
  readonly rangAt: Moment | null;
  readonly masterCallId: Known<DialpadId> | null;
  readonly entryPointCallId: Known<DialpadId> | null;
  readonly operatorCallId: Known<DialpadId> | null;
  readonly connectedAt: Moment | null;
  readonly endedAt: Moment | null;
  readonly durationSeconds: Known<number> | null;
  /** Somebody saw the call itself, not only what followed it. */
  readonly witnessed: boolean;
  readonly stale: boolean;
  /** Somebody saw it end, or saw that it had. */
  readonly endSeen: boolean;
  readonly missed: boolean;
  readonly rejected: boolean;
  readonly unanswered: boolean;
  readonly voicemailLeft: boolean;
  readonly recordingUrl: Known<string> | null;
  readonly companyRecordingUrl: Known<string> | null;
  readonly details: DetailFacts;
}

/** Start times merge to the earliest, end times to the latest, a known value is never wiped (contract §4). */
export const mergeCallFacts: Semigroup.Semigroup<CallFacts> = Semigroup.struct<CallFacts>({
  direction: latestKnown(),
  fromNumber: latestKnown(),
  toNumber: latestKnown(),
  dialpadUserId: latestKnown(),
  startedAt: earliest,
  rangAt: orUnknown(earliest),
  masterCallId: latestKnown(),
  entryPointCallId: latestKnown(),
  operatorCallId: latestKnown(),
  connectedAt: orUnknown(earliest),
  endedAt: orUnknown(latest),
  durationSeconds: latestKnown(),
  witnessed: everTrue,
  stale: everTrue,
  endSeen: everTrue,
  missed: everTrue,
  rejected: everTrue,
  unanswered: everTrue,
  voicemailLeft: everTrue,
  recordingUrl: latestKnown(),
  companyRecordingUrl: latestKnown(),
  details: mergeDetails,
});

/** What a single observation tells. */
export const callFactsOf = (seen: CallObservation): CallFacts => {
  const { happenedAt, missed = false, rejected = false, unanswered = false, voicemailLeft = false } = seen;
  const stated = (at: Timestamp | null | undefined): Moment | null =>
    at === null || at === undefined ? null : { at, stated: true };
  const now: Moment = stated(happenedAt) ?? { at: seen.receivedAt, stated: false };

  const stale = seen.stale === true;
  const endedHere = seen.over === true || missed || rejected;
  // A message in the mailbox proves that the call is over, and long silence suggests it; neither says when.
  const endedBefore: Moment | null = voicemailLeft || stale ? { at: now.at, stated: false } : null;
  const endedAt = stated(seen.endedAt) ?? (endedHere ? now : endedBefore);

  return {
    direction: known(seen.direction, happenedAt),
    fromNumber: known(seen.fromNumber, happenedAt),
    toNumber: known(seen.toNumber, happenedAt),
    dialpadUserId: known(seen.dialpadUserId, happenedAt),
    startedAt: stated(seen.startedAt) ?? now,
    rangAt: stated(seen.rangAt),
    masterCallId: known(seen.masterCallId, happenedAt),
    entryPointCallId: known(seen.entryPointCallId, happenedAt),
    operatorCallId: known(seen.operatorCallId, happenedAt),
    connectedAt: stated(seen.connectedAt) ?? (seen.connected === true ? now : null),
    endedAt,
    durationSeconds: endedAt === null ? null : known(seen.durationSeconds, happenedAt),
    witnessed: seen.afterwards !== true,
    stale,
    endSeen: endedAt !== null && !stale,
    missed,
    rejected,
    unanswered,
    voicemailLeft,
    recordingUrl: known(seen.recordingUrl, seen.isRecordingPage === true ? null : happenedAt),
    companyRecordingUrl: known(seen.companyRecordingUrl, seen.isRecordingPage === true ? null : happenedAt),
    details: detailsOf(seen, happenedAt),
  };
};
