import * as t from 'io-ts';
import type { Call } from '../../../domain/call/call.js';
import type { DetailFacts } from '../../../domain/call/call-details.js';
import { type CallFacts, callFactsOf } from '../../../domain/call/call-facts.js';
import { type CallDetails, type CallView, NO_DETAILS } from '../../../domain/call/call-view.js';
import type { Leg } from '../../../domain/call/connected-legs.js';
import { contextAlone, type LegContext, legContextsOf } from '../../../domain/call/leg-context.js';
import type { DialpadId } from '../../../domain/dialpad-id.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import {
  ADDED_FACT_FIELDS,
  AnnouncedEvent,
  CONTEXT_FIELDS,
  CRM_FACT_FIELDS,
  DETAIL_FIELDS,
  FIRST_FACT_FIELDS,
} from './call-fields.js';
import { Unreadable, withDefaults, withoutDefaults } from './with-defaults.js';

/** A call as it is stored, perhaps by a version with fewer facts; its `legContext` has the name `thread`. */
export type StoredCall = Omit<Call, 'facts' | 'legContext'> & {
  readonly facts: Partial<Omit<CallFacts, 'details'>> & { readonly details?: Partial<DetailFacts> | undefined };
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

/** What is left out where it is stored. What a reader derives if it is missing, as an older version did not know it, is not. */
const LEFT_OUT = {
  ...UNKNOWN_FACTS,
  ...{ startedAt: undefined, endSeen: undefined, ringEnd: undefined, endImpliedAt: undefined },
};

/** The facts as they are stored: what is unknown is left out. */
export const storedFactsOf = (facts: CallFacts): StoredCall['facts'] => ({
  ...withoutDefaults<Omit<CallFacts, 'details'>>(facts, LEFT_OUT),
  details: withoutDefaults(facts.details, UNKNOWN_FACTS.details),
});

/** The details of a view as they are stored. */
export const storedDetailsOf = (details: CallDetails): Partial<CallDetails> => withoutDefaults(details, NO_DETAILS);

const factsOf = withDefaults<CallFacts>('the facts of a call', {
  ...FIRST_FACT_FIELDS,
  ...ADDED_FACT_FIELDS,
  ...CRM_FACT_FIELDS,
  details: t.UnknownRecord,
});
const detailFactsOf = withDefaults<DetailFacts>('the details of a call', DETAIL_FIELDS);
const contextOf = withDefaults<LegContext>('the conversation of a call', CONTEXT_FIELDS);
const Announced = t.readonlyArray(AnnouncedEvent);

/** Reads a stored call. Facts that its version did not have are unknown. Throws `Unreadable`. */
export const restoreCall = ({ thread, ...stored }: StoredCall): Call => {
  if (!Announced.is(stored.announced)) throw new Unreadable('what was announced of a call is not as it should be');
  const facts = restoreFacts(stored);
  const { dialpadCallId } = stored;
  return { ...stored, facts, legContext: legContextIn(thread, { dialpadCallId, facts }) };
};

/** A version that stored none had every leg in a conversation of its own. */
const legContextIn = (stored: unknown, leg: Leg): LegContext => {
  const alone = contextAlone(leg.dialpadCallId);
  if (stored !== undefined && stored !== null) return contextOf(stored, alone);
  return legContextsOf([leg]).get(leg.dialpadCallId) ?? alone;
};

const restoreFacts = ({ facts: stored, createdAt, updatedAt }: Omit<StoredCall, 'thread'>): CallFacts => {
  const read = factsOf(stored, {
    ...UNKNOWN_FACTS,
    startedAt: { at: createdAt, stated: false },
    endSeen: (stored?.endedAt ?? null) !== null,
  });
  const facts = { ...read, details: detailFactsOf(read.details, UNKNOWN_FACTS.details) };
  const withEnd = stored.ringEnd === undefined ? withRingEnd(facts) : facts;
  return stored.endImpliedAt === undefined ? withImpliedEnd(withEnd, updatedAt) : withEnd;
};

/**
 * Before `ringEnd`, that a call was missed or rejected stood for the end of the call. It was the end of the conversation if the call was
 * connected before, or has a length.
 */
const withRingEnd = (facts: CallFacts): CallFacts => {
  const { endedAt, connectedAt, durationSeconds } = facts;
  if (endedAt === null || !(facts.missed || facts.rejected)) return facts;
  const hasLength = (durationSeconds?.value ?? 0) > 0;
  if (connectedAt !== null && (connectedAt.at < endedAt.at || hasLength)) return facts;
  const ringEnd = { ...endedAt, dialpadUserId: null, durationSeconds: durationSeconds?.value ?? null };
  return { ...facts, endedAt: null, endSeen: false, durationSeconds: null, ringEnd };
};

/** Before `endImpliedAt`, what can only follow a call did not end it. It was observed at the latest when the call was last changed. */
const withImpliedEnd = (facts: CallFacts, updatedAt: Timestamp): CallFacts => {
  const { recapSummary, recapOutcome, recapPurposes, recapActionItems, satisfaction, dispositions } = facts.details;
  const later = [recapSummary, recapOutcome, recapPurposes, recapActionItems, satisfaction, dispositions];
  const isOver = facts.details.transcriptReady || later.some((known) => known !== null);
  return isOver ? { ...facts, endImpliedAt: { at: updatedAt, stated: false } } : facts;
};

/** A call as an event showed it, perhaps in a version that showed fewer fields. */
export type StoredView = Omit<CallView, 'conversationId' | 'details'> & {
  readonly conversationId?: CallView['conversationId'] | undefined;
  readonly details?: Partial<CallDetails> | undefined;
};

/** Adds the details that the version did not show, which are unknown. */
export const restoreDetails = (stored: Partial<CallDetails> | undefined): CallDetails => ({ ...NO_DETAILS, ...stored });

/** Adds the fields that the version did not show. They are unknown, except for who answered an active call. */
export const restoreView = (stored: StoredView): CallView => ({
  ...stored,
  conversationId: stored.conversationId ?? stored.dialpadCallId,
  details: restoreDetails({
    answeredBy: stored.status === 'active' ? stored.dialpadUserId : null,
    ...stored.details,
  }),
});
