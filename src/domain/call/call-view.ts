import type { DialpadId } from '../dialpad-id.js';
import type { Direction } from '../direction.js';
import type { AppId, CallId } from '../ids.js';
import type { KnownRecording } from '../recording.js';
import type { Timestamp } from '../timestamp.js';
import type { Call } from './call.js';
import { type HoldState, type Recap, recapOf } from './call-details.js';
import { endOf, isEndKnown, statedSecondsOf } from './call-end.js';
import type { CallFacts } from './call-facts.js';
import { personOf } from './call-person.js';
import { type CallStatus, isLive, statusOf } from './call-status.js';

/** A call as others see it. */
export interface CallView {
  readonly id: CallId;
  readonly appId: AppId;
  readonly dialpadCallId: DialpadId;
  /** The same for all legs of one conversation. */
  readonly conversationId: DialpadId;
  readonly direction: Direction | null;
  readonly fromNumber: string | null;
  readonly toNumber: string | null;
  readonly status: CallStatus;
  readonly dialpadUserId: DialpadId | null;
  readonly startedAt: Timestamp;
  readonly endedAt: Timestamp | null;
  /** Whole seconds; null while the call goes on, see {@link durationAt}. */
  readonly durationSeconds: number | null;
  readonly recordingUrl: string | null;
  readonly details: CallDetails;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/** What is shown of a call besides who, when and how long. */
export interface CallDetails {
  /** The person who answered, on this leg or on another. */
  readonly answeredBy: DialpadId | null;
  readonly answeredElsewhere: boolean;
  /** `stale`: nothing was observed for long. Null if it ended normally or goes on. */
  readonly endedReason: 'stale' | 'transferred' | null;
  readonly contactName: string | null;
  /** Null unless the call is on hold or parked. */
  readonly hold: Exclude<HoldState, 'talking'> | null;
  /** The person who transferred the call to this one. */
  readonly transferredFrom: DialpadId | null;
  readonly labels: readonly string[];
  readonly dispositions: readonly string[];
  readonly recap: Recap | null;
  readonly transcriptReady: boolean;
  readonly satisfaction: string | null;
  readonly reviewUrl: string | null;
  readonly customData: string | null;
  /** How the call ended for the CRM, in its own words; `dispositions` are the phone system's. */
  readonly disposition: string | null;
  /** The CRM's note. */
  readonly note: string | null;
  /** The address of the CRM's record of the call. */
  readonly recordUrl: string | null;
}

/** The details of a call of which none is known. */
export const NO_DETAILS: CallDetails = {
  answeredBy: null,
  answeredElsewhere: false,
  endedReason: null,
  contactName: null,
  hold: null,
  transferredFrom: null,
  labels: [],
  dispositions: [],
  recap: null,
  transcriptReady: false,
  satisfaction: null,
  reviewUrl: null,
  customData: null,
  disposition: null,
  note: null,
  recordUrl: null,
};

/** The fields that `call.updated` can name as changed. */
export type CallField = keyof CallDetails | Exclude<keyof CallView, 'details'>;

/** The status of a call, given what happened on the other legs of its conversation. */
export const callStatusOf = ({ facts, legContext }: Call): CallStatus => statusOf(facts, legContext.answeredElsewhere);

/** The recording that is shown: the user's own, else the company's. */
export const recordingOf = (facts: CallFacts): KnownRecording | null => facts.recordingUrl ?? facts.companyRecordingUrl;

/** Shows a call as its facts describe it. */
export const viewOf = (call: Call): CallView => {
  const { facts, legContext } = call;
  const status = callStatusOf(call);
  return {
    id: call.id,
    appId: call.appId,
    dialpadCallId: call.dialpadCallId,
    conversationId: legContext.conversationId,
    direction: facts.direction?.value ?? null,
    fromNumber: facts.fromNumber?.value ?? null,
    toNumber: facts.toNumber?.value ?? null,
    status,
    dialpadUserId: personOf(facts),
    startedAt: facts.startedAt.at,
    endedAt: endOf(facts)?.at ?? null,
    durationSeconds: isLive(status) ? null : conversationSeconds(facts, status),
    recordingUrl: recordingOf(facts)?.value ?? null,
    details: detailsOf(call, status),
    createdAt: call.createdAt,
    updatedAt: call.updatedAt,
  };
};

const NONE: readonly string[] = [];

const detailsOf = ({ facts, legContext }: Call, status: CallStatus): CallDetails => {
  const { details, crm } = facts;
  const hold = details.hold?.value ?? 'talking';
  return {
    answeredBy: legContext.answeredBy,
    answeredElsewhere: legContext.answeredElsewhere,
    endedReason: endedReasonOf(facts, status),
    contactName: details.contactName?.value ?? null,
    hold: status === 'active' && hold !== 'talking' ? hold : null,
    transferredFrom: details.transferredFrom?.value ?? null,
    labels: details.labels?.value ?? NONE,
    dispositions: details.dispositions?.value ?? NONE,
    recap: recapOf(details),
    transcriptReady: details.transcriptReady,
    satisfaction: details.satisfaction?.value ?? null,
    reviewUrl: details.reviewUrl?.value ?? null,
    customData: details.customData?.value ?? null,
    disposition: crm?.disposition?.value ?? null,
    note: crm?.note?.value ?? null,
    recordUrl: crm?.recordUrl?.value ?? null,
  };
};

const endedReasonOf = (facts: CallFacts, status: CallStatus): CallDetails['endedReason'] => {
  if (isLive(status)) return null;
  if (facts.stale && !isEndKnown(facts)) return 'stale';
  return facts.details.transferred ? 'transferred' : null;
};

const DETAILS = Object.keys(NO_DETAILS) as readonly (keyof CallDetails)[];

/** The fields in which others see a difference. */
export const changesBetween = (before: CallView, after: CallView): readonly CallField[] => {
  const changed: CallField[] = [];
  for (const field of Object.keys(after) as (keyof CallView)[]) {
    if (field !== 'details' && !looksSame(before[field], after[field])) changed.push(field);
  }
  for (const field of DETAILS) {
    if (!looksSame(before.details[field], after.details[field])) changed.push(field);
  }
  return changed;
};

/** Lists and recaps are compared by content. */
const looksSame = (one: unknown, other: unknown): boolean =>
  one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));

/** What the source says, else the time from the answer (or the start, if no answer was observed) to the end; 0 if nobody answered. */
const conversationSeconds = (facts: CallFacts, status: CallStatus): number | null => {
  if (facts.connectedAt === null && facts.unanswered) return 0;
  const stated = statedSecondsOf(facts);
  if (stated !== null) return stated;
  if (status !== 'ended') return 0;
  const end = endOf(facts);
  return end === null ? null : secondsBetween((facts.connectedAt ?? facts.startedAt).at, end.at);
};

/** The length of the call or, while it goes on, its length until `now`; in whole seconds. */
export const durationAt = (call: CallView, now: Timestamp): number | null =>
  isLive(call.status) ? secondsBetween(call.startedAt, now) : call.durationSeconds;

/** When the length of a call is another one, if nothing else happens; null once it is over. */
export const durationChangesAt = ({ status, startedAt }: CallView, now: Timestamp): Timestamp | null =>
  isLive(status) ? startedAt + secondsBetween(startedAt, now) * 1000 + 500 : null;

const secondsBetween = (from: Timestamp, to: Timestamp): number => Math.max(0, Math.round((to - from) / 1000));
