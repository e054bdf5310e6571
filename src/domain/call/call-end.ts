import { latest, type Moment, orUnknown } from '../merge.js';
import type { CallFacts } from './call-facts.js';
import { personOf } from './call-person.js';
import type { RingEnd } from './ring-end.js';

/**
 * When the call ended, as far as is known; null while it goes on. An end that a source stated or that was observed counts first, then
 * one that is implied, then one that is only guessed from long silence or from a message in the mailbox.
 */
export const endOf = (facts: CallFacts): Moment | null => {
  const end = latestEnd.concat(facts.endedAt, finalRingEndOf(facts));
  const isObserved = end !== null && (end.stated || facts.endSeen);
  return isObserved ? end : (impliedEndOf(facts) ?? end);
};

const latestEnd = orUnknown(latest);

/** The answer and the length of the conversation say when it ended; else it was before what can only follow it. */
const impliedEndOf = ({ endImpliedAt, connectedAt, durationSeconds }: CallFacts): Moment | null => {
  if (endImpliedAt === null) return null;
  const isMeasured = connectedAt !== null && durationSeconds !== null;
  return { at: isMeasured ? connectedAt.at + durationSeconds.value * 1000 : endImpliedAt.at, stated: false };
};

/** Whether the end is known from more than long silence. */
export const isEndKnown = (facts: CallFacts): boolean =>
  facts.endSeen || facts.endImpliedAt !== null || finalRingEndOf(facts) !== null;

/** The length that the source gave for the call. */
export const statedSecondsOf = (facts: CallFacts): number | null =>
  facts.durationSeconds?.value ?? finalRingEndOf(facts)?.durationSeconds ?? null;

/**
 * The end of ringing, where that is the end of the call. A call that was missed by one person and then answered by another goes
 * on, and one that is answered is not over because somebody else's phone stops ringing.
 */
const finalRingEndOf = (facts: CallFacts): RingEnd | null => {
  const { ringEnd, connectedAt } = facts;
  if (ringEnd === null || connectedAt === null) return ringEnd;
  const person = personOf(facts);
  const isOwn = ringEnd.dialpadUserId === null || person === null || ringEnd.dialpadUserId === person;
  return isOwn && ringEnd.at > connectedAt.at ? ringEnd : null;
};
