import type { DialpadId } from '../dialpad-id.js';
import type { AppId, CallId } from '../ids.js';
import { changed } from '../merge.js';
import type { Timestamp } from '../timestamp.js';
import { type CallFacts, type CallObservation, callFactsOf, mergeCallFacts } from './call-facts.js';
import { isLive } from './call-status.js';
import { type CallField, callStatusOf, changesBetween, recordingOf, viewOf } from './call-view.js';
import { type LegContext, legContextsOf } from './conversation.js';

/**
 * A call is what has been observed of it. Observations come late, twice and in any order, so a call is not a state that
 * events move along: it is a growing set of facts, and its status is read off them. The same observations always make the
 * same call, and one that is over stays over.
 *
 * Strictly it is one leg: what people call one call may ring several of them, each on a leg of its own (see `conversation.ts`).
 */
export interface Call {
  readonly id: CallId;
  readonly appId: AppId;
  readonly dialpadCallId: DialpadId;
  readonly facts: CallFacts;
  /** What the other legs of its conversation mean for it. */
  readonly legContext: LegContext;
  /** What the CRM has been told of this call, so that it is told nothing twice. */
  readonly announced: readonly AnnouncedEvent[];
  /** Counts the changes; of two writers that started from the same revision, one must start again. */
  readonly revision: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/** The news about a call that a CRM is told. */
export type CallEventType =
  | 'call.ring'
  | 'call.started'
  | 'call.ended'
  | 'call.missed'
  | 'call.recording.completed'
  | 'call.updated';

/** A piece of news, as it is remembered: each recording is one of its own. What is told of each change is not remembered. */
type AnnouncedEvent = Exclude<CallEventType, 'call.recording.completed' | 'call.updated'> | `recording ${string}`;

/** A call after a change, and the news to tell of it, in order. */
export interface CallChange {
  readonly call: Call;
  readonly eventTypes: readonly CallEventType[];
  /** What others see to have changed. */
  readonly changed: readonly CallField[];
}

/**
 * Adds one observation to a call, or begins the call with it. Returns the call, the same one if nothing was new, with its news, and
 * the other legs of the conversation that look different because of it.
 */
export const observe = (
  found: Call | null,
  seen: CallObservation,
  fresh: { readonly id: CallId; readonly appId: AppId; readonly now: Timestamp },
  /** All other legs that are known of its conversation, also of those that this observation joins. */
  others: readonly Call[] = [],
): CallChange & { readonly others: readonly CallChange[] } => {
  const told = callFactsOf(seen);
  const facts = found === null ? told : mergeCallFacts.concat(found.facts, told);
  if (found !== null && !changed(found.facts, facts)) return { call: found, eventTypes: [], changed: [], others: [] };

  const { dialpadCallId } = seen;
  const contexts = legContextsOf([{ dialpadCallId, facts }, ...others]);
  const legContextOf = (id: DialpadId): LegContext => contexts.get(id) ?? { conversationId: id, ...UNANSWERED };
  const { id, appId, now } = fresh;
  const begun = { id, appId, announced: [], revision: 0, createdAt: now, updatedAt: now };
  const leg: Call = { ...(found ?? begun), dialpadCallId, facts, legContext: legContextOf(dialpadCallId) };
  const affected = others
    .map((other) => ({ before: other, after: { ...other, legContext: legContextOf(other.dialpadCallId) } }))
    .filter(({ before, after }) => changed(before.legContext, after.legContext));
  return {
    ...tell(found, leg, others, now),
    others: affected.map(({ before, after }) => tell(before, after, [leg, ...others], now)),
  };
};

/**
 * Looks again at what the legs of whole conversations mean for each other, and answers with those that come out different: two legs
 * that were observed at the same moment, by two who did not know of each other's, may have missed it.
 */
export const reconsiderLegs = (legs: readonly Call[], now: Timestamp): readonly CallChange[] => {
  const contexts = legContextsOf(legs);
  return legs.flatMap((leg) => {
    const legContext = contexts.get(leg.dialpadCallId) ?? leg.legContext;
    return changed(leg.legContext, legContext) ? [tell(leg, { ...leg, legContext }, legs, now)] : [];
  });
};

const UNANSWERED = { answeredBy: null, answeredElsewhere: false };

/** What is to be told of a call that has come out changed, or new. */
const tell = (before: Call | null, after: Call, others: readonly Call[], now: Timestamp): CallChange => {
  const untold = due(after, others).filter((one) => !after.announced.includes(one));
  const changes = before === null ? [] : changesBetween(viewOf(before), viewOf(after));
  const call: Call = {
    ...after,
    announced: [...after.announced, ...untold],
    revision: after.revision + 1,
    updatedAt: before === null || changes.length > 0 ? now : before.updatedAt,
  };
  // Whatever is told carries the whole call, so a change is news of its own only where there is no other.
  const eventTypes = untold.map(eventTypeOf);
  const updated = eventTypes.length === 0 && changes.some(isUpdate);
  return { call, eventTypes: updated ? ['call.updated'] : eventTypes, changed: changes };
};

/** What should have been told by now: where the call stands, and its recording. */
const due = (call: Call, others: readonly Call[]): readonly AnnouncedEvent[] => {
  const standing = statusEvent(call);
  const recording = recordingOf(call.facts);
  return [
    ...(standing === null || isAnnouncedOn(others, standing, call) ? [] : [standing]),
    ...(recording === null ? [] : [`recording ${recording}` as const]),
  ];
};

/** One ring at a time for each person, however many legs ring them for the same conversation, and one miss for each ring. */
const isAnnouncedOn = (
  others: readonly Call[],
  eventTypes: AnnouncedEvent,
  { facts, legContext, dialpadCallId, announced }: Call,
): boolean =>
  (eventTypes === 'call.ring' || (eventTypes === 'call.missed' && !announced.includes('call.ring'))) &&
  others.some(
    (other) =>
      other.dialpadCallId !== dialpadCallId &&
      other.legContext.conversationId === legContext.conversationId &&
      other.facts.dialpadUserId !== null &&
      other.facts.dialpadUserId.value === facts.dialpadUserId?.value &&
      other.announced.includes(eventTypes) &&
      (eventTypes === 'call.missed' || isLive(callStatusOf(other))),
  );

const eventTypeOf = (announcement: AnnouncedEvent): CallEventType =>
  isRecording(announcement) ? 'call.recording.completed' : announcement;

const isRecording = (announcement: AnnouncedEvent): announcement is `recording ${string}` =>
  announcement.startsWith('recording ');

/** Only the present is told: a ring that is seen after the call was answered, here or elsewhere, is history. */
const statusEvent = (call: Call): AnnouncedEvent | null => {
  const { facts, legContext, announced } = call;
  const status = callStatusOf(call);
  switch (status) {
    case 'ringing':
      return facts.witnessed && !legContext.answeredElsewhere ? 'call.ring' : null;
    case 'active':
      return 'call.started';
    case 'missed':
      return 'call.missed';
    case 'ended':
    case 'rejected':
      return 'call.ended';
    case 'voicemail': {
      // The voicemail is news of its own; a screen that still shows the call must learn that it is over.
      const shown = announced.includes('call.ring') || announced.includes('call.started');
      return shown && !announced.includes('call.missed') ? 'call.ended' : null;
    }
    default:
      return status satisfies never;
  }
};

/** What a change of is told by itself; the rest shows in the news of where the call stands. */
const UPDATE_FIELDS: ReadonlySet<CallField> = new Set([
  ...(['conversationId', 'answeredBy', 'answeredElsewhere', 'endedReason', 'contactName', 'hold'] as const),
  ...(['transferredFrom', 'labels', 'dispositions', 'recap', 'transcriptReady'] as const),
  'satisfaction',
]);

const isUpdate = (field: CallField): boolean => UPDATE_FIELDS.has(field);
