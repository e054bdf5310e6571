import type { DialpadId } from '../dialpad-id.js';
import type { Direction } from '../direction.js';
import type { AppId, CallId } from '../ids.js';
import type { Timestamp } from '../timestamp.js';
import type { Call } from './call.js';
import { type HoldState, type Recap, recapOf } from './call-details.js';
import type { CallFacts } from './call-facts.js';
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

/** What is shown of a call beyond who, when and how long; a change of it is news. */
export interface CallDetails {
  /** The person who took the call, on this leg or on another. */
  readonly answeredBy: DialpadId | null;
  readonly answeredElsewhere: boolean;
  /** `stale`: nothing was heard of it for long. Null where it ended as calls do, or goes on. */
  readonly endedReason: 'stale' | 'transferred' | null;
  readonly contactName: string | null;
  /** Null unless the parties are waiting. */
  readonly hold: Exclude<HoldState, 'talking'> | null;
  /** Who handed the call over to this person. */
  readonly transferredFrom: DialpadId | null;
  readonly labels: readonly string[];
  readonly dispositions: readonly string[];
  readonly recap: Recap | null;
  readonly transcriptReady: boolean;
  readonly satisfaction: string | null;
  readonly reviewUrl: string | null;
  readonly customData: string | null;
}

/** What `call.updated` names as changed. */
export type CallField = keyof CallDetails | Exclude<keyof CallView, 'details'>;

/** Where a call stands, given what happened on the other legs of its conversation. */
export const callStatusOf = ({ facts, legContext }: Call): CallStatus => statusOf(facts, legContext.answeredElsewhere);

/** The recording that is shown: the user’s own, else the company’s. */
export const recordingOf = (facts: CallFacts): string | null =>
  facts.recordingUrl?.value ?? facts.companyRecordingUrl?.value ?? null;

/** Reads a call off its facts. */
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
    dialpadUserId: facts.dialpadUserId?.value ?? null,
    startedAt: facts.startedAt.at,
    endedAt: facts.endedAt?.at ?? null,
    durationSeconds: isLive(status) ? null : conversationSeconds(facts, status),
    recordingUrl: recordingOf(facts),
    details: detailsOf(call, status),
    createdAt: call.createdAt,
    updatedAt: call.updatedAt,
  };
};

const NONE: readonly string[] = [];

const detailsOf = ({ facts, legContext }: Call, status: CallStatus): CallDetails => {
  const { details } = facts;
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
  };
};

const endedReasonOf = ({ stale, endSeen, details }: CallFacts, status: CallStatus): CallDetails['endedReason'] => {
  if (isLive(status)) return null;
  if (stale && !endSeen) return 'stale';
  return details.transferred ? 'transferred' : null;
};

/** What is different, to who sees the call. */
export const changesBetween = (before: CallView, after: CallView): readonly CallField[] => {
  const { details: then, ...callThen } = before;
  const { details: now, ...callNow } = after;
  const [flatThen, flatNow] = [
    { ...callThen, ...then },
    { ...callNow, ...now },
  ];
  return (Object.keys(flatNow) as CallField[]).filter((field) => !looksSame(flatThen[field], flatNow[field]));
};

/** Lists and recaps by what is in them. */
const looksSame = (one: unknown, other: unknown): boolean =>
  one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));

/** What the source says, else from answer (or, where that was not seen, start) to end, else none if nobody answered. */
const conversationSeconds = (facts: CallFacts, status: CallStatus): number | null => {
  if (facts.connectedAt === null && facts.unanswered) return 0;
  if (facts.durationSeconds !== null) return facts.durationSeconds.value;
  if (status !== 'ended') return 0;
  return facts.endedAt === null ? null : secondsBetween((facts.connectedAt ?? facts.startedAt).at, facts.endedAt.at);
};

/** How long the call took or, while it goes on, has taken by `now`; in whole seconds. */
export const durationAt = (call: CallView, now: Timestamp): number | null =>
  isLive(call.status) ? secondsBetween(call.startedAt, now) : call.durationSeconds;

const secondsBetween = (from: Timestamp, to: Timestamp): number => Math.max(0, Math.round((to - from) / 1000));
