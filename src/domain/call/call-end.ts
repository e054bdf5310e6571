import { latest, type Moment, orUnknown } from '../merge.js';
import type { CallFacts } from './call-facts.js';
import { personOf } from './call-person.js';
import type { RingEnd } from './ring-end.js';

/** When the call ended, as far as is known; null while it goes on. */
export const endOf = (facts: CallFacts): Moment | null => latestEnd.concat(facts.endedAt, finalRingEndOf(facts));

const latestEnd = orUnknown(latest);

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
