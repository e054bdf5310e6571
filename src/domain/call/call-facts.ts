import * as Semigroup from 'fp-ts/lib/Semigroup.js';
import type { DialpadId } from '../dialpad-id.js';
import type { Direction } from '../direction.js';
import {
  earliest,
  everTrue,
  type Known,
  known,
  knownSince,
  latest,
  latestKnown,
  type Moment,
  orUnknown,
} from '../merge.js';
import { type KnownRecording, latestRecording } from '../recording.js';
import type { Timestamp } from '../timestamp.js';
import { type DetailFacts, type DetailObservation, detailsOf, mergeDetails } from './call-details.js';
import { type CrmFacts, type CrmWriting, crmFactsOf, mergeCrmFacts } from './crm-facts.js';
import { latestRingEnd, type RingEnd } from './ring-end.js';

/**
 * What one source says about a call at one time. Everything but the id and the time of receipt may be missing; a missing field takes
 * nothing away from what is known.
 */
export interface CallObservation extends DetailObservation {
  readonly dialpadCallId: DialpadId;
  readonly receivedAt: Timestamp;
  /** When it happened, by the source's own clock; null if the source does not say. */
  readonly happenedAt: Timestamp | null;

  /** The event is about an earlier call (recording, transcript, recap); it does not say whether the call is in progress. */
  readonly afterwards?: boolean;

  readonly direction?: Direction | null;
  readonly fromNumber?: string | null;
  readonly toNumber?: string | null;
  /** The person on our side. */
  readonly dialpadUserId?: DialpadId | null;
  readonly startedAt?: Timestamp | null;
  /** When a device of this person first rang. */
  readonly rangAt?: Timestamp | null;

  /** The leg that this one continues, or belongs to. */
  readonly masterCallId?: DialpadId | null;
  /** The leg of the line that was dialled, if this leg rings because of it. */
  readonly entryPointCallId?: DialpadId | null;
  /** On the leg of a line that several people answer: the leg of the person who did. */
  readonly operatorCallId?: DialpadId | null;

  /** A person answered. A greeting or a menu is no answer. */
  readonly connected?: boolean;
  readonly connectedAt?: Timestamp | null;
  readonly over?: boolean;
  readonly endedAt?: Timestamp | null;
  /**
   * It can only follow a call, so it proves that the call is over, without saying when it ended: a recap (Dialpad's `recap_summary`,
   * `recap_outcome`, `recap_purposes`, `recap_action_items`), the transcript of the whole conversation (`call_transcription`), the
   * wrap-up code (`dispositions`), a survey (`csat`, `pcsat`, `postcall`). Not what may come while people still talk or before
   * anybody answers: a recording (`recording`, `admin_recording`), a message in the mailbox and its text (`voicemail_uploaded`,
   * `transcription`), `ai_playbook`, `admin`.
   */
  readonly impliesEnd?: boolean;
  /** Length of the conversation; used only from an observation that also says, or implies, that the call is over. */
  readonly durationSeconds?: number | null;

  /** Nothing was observed for so long that the call counts as over; `receivedAt` is the time of the last observation. */
  readonly stale?: boolean;

  /** A phone rang and nobody took the call. It ends the call unless somebody else is connected. */
  readonly missed?: boolean;
  /** The call was declined at a phone. It ends the call unless somebody else is connected. */
  readonly rejected?: boolean;
  /** The source says that nobody ever answered. */
  readonly unanswered?: boolean;
  /** A message is in the mailbox; reaching the mailbox is not enough. */
  readonly voicemailLeft?: boolean;

  readonly recordingUrl?: string | null;
  /** The source's own id of the recording at `recordingUrl`. */
  readonly recordingId?: string | null;
  /** The company's recording, shown if there is none by the user. */
  readonly companyRecordingUrl?: string | null;
  readonly companyRecordingId?: string | null;
  /** The addresses are pages that play the recordings; the address of the audio itself replaces them. */
  readonly isRecordingPage?: boolean;

  /** What a CRM writes on the call. */
  readonly written?: CrmWriting;
}

/** All that is known about a call: the merge of its observations, the same in any order and however often each is seen. */
export interface CallFacts {
  readonly direction: Known<Direction> | null;
  readonly fromNumber: Known<string> | null;
  readonly toNumber: Known<string> | null;
  /** Whom any observation named. */
  readonly dialpadUserId: Known<DialpadId> | null;
  /** Whom an observation of the conversation or of its end named, see `personOf`. */
  readonly settledUserId: Known<DialpadId> | null;
  readonly startedAt: Moment;
  readonly rangAt: Moment | null;
  readonly masterCallId: Known<DialpadId> | null;
  readonly entryPointCallId: Known<DialpadId> | null;
  readonly operatorCallId: Known<DialpadId> | null;
  readonly connectedAt: Moment | null;
  /** The end that was observed; `endOf` says when the call ended. */
  readonly endedAt: Moment | null;
  /** When a phone last stopped ringing without an answer. */
  readonly ringEnd: RingEnd | null;
  /** When the call was over at the latest: the first observation that can only follow it. */
  readonly endImpliedAt: Moment | null;
  readonly durationSeconds: Known<number> | null;
  /** The call itself was observed, not only what follows a call. */
  readonly witnessed: boolean;
  readonly stale: boolean;
  /** `endedAt` is not only that of long silence. */
  readonly endSeen: boolean;
  readonly missed: boolean;
  readonly rejected: boolean;
  readonly unanswered: boolean;
  readonly voicemailLeft: boolean;
  readonly recordingUrl: KnownRecording | null;
  readonly companyRecordingUrl: KnownRecording | null;
  readonly details: DetailFacts;
  /** What CRMs have written; null on nearly every call. */
  readonly crm: CrmFacts | null;
}

/** Start times merge to the earliest, end times to the latest, a known value is never wiped (contract §4). */
export const mergeCallFacts: Semigroup.Semigroup<CallFacts> = Semigroup.struct<CallFacts>({
  direction: latestKnown(),
  fromNumber: latestKnown(),
  toNumber: latestKnown(),
  dialpadUserId: latestKnown(),
  settledUserId: latestKnown(),
  startedAt: earliest,
  rangAt: orUnknown(earliest),
  masterCallId: latestKnown(),
  entryPointCallId: latestKnown(),
  operatorCallId: latestKnown(),
  connectedAt: orUnknown(earliest),
  endedAt: orUnknown(latest),
  ringEnd: latestRingEnd,
  endImpliedAt: orUnknown(earliest),
  durationSeconds: latestKnown(),
  witnessed: everTrue,
  stale: everTrue,
  endSeen: everTrue,
  missed: everTrue,
  rejected: everTrue,
  unanswered: everTrue,
  voicemailLeft: everTrue,
  recordingUrl: latestRecording,
  companyRecordingUrl: latestRecording,
  details: mergeDetails,
  crm: mergeCrmFacts,
});

/** The facts that a single observation states. */
export const callFactsOf = (seen: CallObservation): CallFacts => {
  const { happenedAt, missed = false, rejected = false, unanswered = false, voicemailLeft = false } = seen;
  const now: Moment = stated(happenedAt) ?? { at: seen.receivedAt, stated: false };
  const stale = seen.stale === true;
  const connectedAt = stated(seen.connectedAt) ?? (seen.connected === true ? now : null);
  const ringEnd = ringEndOf(seen, now);
  const endedAt = ringEnd === null ? observedEndOf(seen, now) : null;
  const dialpadUserId = knownSince(seen.dialpadUserId, seen);
  return {
    direction: known(seen.direction, happenedAt),
    fromNumber: known(seen.fromNumber, happenedAt),
    toNumber: known(seen.toNumber, happenedAt),
    dialpadUserId,
    settledUserId: connectedAt !== null || endedAt !== null ? dialpadUserId : null,
    startedAt: stated(seen.startedAt) ?? now,
    rangAt: stated(seen.rangAt),
    masterCallId: known(seen.masterCallId, happenedAt),
    entryPointCallId: known(seen.entryPointCallId, happenedAt),
    operatorCallId: known(seen.operatorCallId, happenedAt),
    connectedAt,
    endedAt,
    ringEnd,
    endImpliedAt: seen.impliesEnd === true ? now : null,
    durationSeconds: durationOf(seen, endedAt),
    witnessed: seen.afterwards !== true,
    stale,
    endSeen: endedAt !== null && !stale,
    missed,
    rejected,
    unanswered,
    voicemailLeft,
    recordingUrl: recordingIn(seen, seen.recordingUrl, seen.recordingId),
    companyRecordingUrl: recordingIn(seen, seen.companyRecordingUrl, seen.companyRecordingId),
    details: detailsOf(seen, happenedAt),
    crm: seen.written === undefined ? null : crmFactsOf(seen.written),
  };
};

const stated = (at: Timestamp | null | undefined): Moment | null =>
  at === null || at === undefined ? null : { at, stated: true };

/** A page loses to the audio itself, whenever either was seen. */
const recordingIn = (
  seen: CallObservation,
  address: string | null | undefined,
  id: string | null | undefined,
): KnownRecording | null => {
  const recording = seen.isRecordingPage === true ? known(address, null) : knownSince(address, seen);
  return recording === null || id === null || id === undefined ? recording : { ...recording, id };
};

/** A length that comes with an end loses, if the end is only implied, to any that comes with an observed one. */
const durationOf = (seen: CallObservation, endedAt: Moment | null): Known<number> | null => {
  if (endedAt !== null) return known(seen.durationSeconds, seen.happenedAt);
  return seen.impliesEnd === true ? known(seen.durationSeconds, null) : null;
};

/** When the phone stopped ringing, if the observation says that nobody answered it: missed, or declined. */
const ringEndOf = (seen: CallObservation, now: Moment): RingEnd | null =>
  seen.missed === true || seen.rejected === true
    ? {
        ...(stated(seen.endedAt) ?? now),
        dialpadUserId: seen.dialpadUserId ?? null,
        durationSeconds: seen.durationSeconds ?? null,
      }
    : null;

/** When the call ended, as far as the observation says that it has. */
const observedEndOf = (seen: CallObservation, now: Moment): Moment | null => {
  const end = stated(seen.endedAt);
  if (end !== null) return end;
  if (seen.over === true) return now;
  // A voicemail or staleness implies the end but not its time.
  return seen.voicemailLeft === true || seen.stale === true ? { at: now.at, stated: false } : null;
};
