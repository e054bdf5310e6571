import type { Call } from '../../../domain/call/call.js';
import { type CallFacts, callFactsOf } from '../../../domain/call/call-facts.js';
import type { CallDetails, CallView } from '../../../domain/call/call-view.js';
import { contextAlone, legContextsOf } from '../../../domain/call/leg-context.js';
import type { DialpadId } from '../../../domain/dialpad-id.js';

/** A call as it is stored, perhaps by a version with fewer facts; its `legContext` has the name `thread`. */
export type StoredCall = Omit<Call, 'facts' | 'legContext'> & {
  readonly facts: Partial<CallFacts> & Pick<CallFacts, 'startedAt'>;
  readonly thread?: Call['legContext'] | undefined;
};

export const storedCallOf = ({ legContext, ...call }: Call): StoredCall => ({ ...call, thread: legContext });

/** The facts of a call of which nothing is known. */
const UNKNOWN_FACTS = callFactsOf({
  dialpadCallId: '1' as DialpadId,
  receivedAt: 0,
  happenedAt: null,
  afterwards: true,
});

/** Reads a stored call. Facts that its version did not have are unknown. */
export const restoreCall = ({ thread, ...stored }: StoredCall): Call => {
  const facts = restoreFacts(stored.facts);
  const { dialpadCallId } = stored;
  const alone = legContextsOf([{ dialpadCallId, facts }]).get(dialpadCallId) ?? contextAlone(dialpadCallId);
  const legContext = thread ?? alone;
  return { ...stored, facts, legContext };
};

const restoreFacts = (stored: StoredCall['facts']): CallFacts => {
  const facts = { ...UNKNOWN_FACTS, endSeen: (stored.endedAt ?? null) !== null, ...stored };
  return stored.ringEnd === undefined ? withRingEnd(facts) : facts;
};

/** Before `ringEnd`, that a call was missed or rejected stood for the end of the call. It was none if the call was connected since. */
const withRingEnd = (facts: CallFacts): CallFacts => {
  const { endedAt, connectedAt, durationSeconds } = facts;
  const isRingEnd = endedAt !== null && (facts.missed || facts.rejected);
  if (!isRingEnd || (connectedAt !== null && connectedAt.at < endedAt.at)) return facts;
  const ringEnd = { ...endedAt, dialpadUserId: null, durationSeconds: durationSeconds?.value ?? null };
  return { ...facts, endedAt: null, endSeen: false, durationSeconds: null, ringEnd };
};

/** A call as an event showed it, perhaps in a version that showed fewer fields. */
export type StoredView = Omit<CallView, 'conversationId' | 'details'> & {
  readonly conversationId?: CallView['conversationId'] | undefined;
  readonly details?: Partial<CallDetails> | undefined;
};

const NO_DETAILS: CallDetails = {
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
};

/** Adds the fields that the version did not show. They are unknown, except for who answered an active call. */
export const restoreView = (stored: StoredView): CallView => ({
  ...stored,
  conversationId: stored.conversationId ?? stored.dialpadCallId,
  details: {
    ...NO_DETAILS,
    answeredBy: stored.status === 'active' ? stored.dialpadUserId : null,
    ...stored.details,
  },
});
