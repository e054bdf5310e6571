import type { LegsRead } from '../../../application/ports/aggregates.js';
import type { Call } from '../../../domain/call/call.js';

/** Whether the legs that stand under the ids now are those that were read, each at its revision. */
export const areSameLegs = ({ legs }: LegsRead, now: readonly Pick<Call, 'dialpadCallId' | 'revision'>[]): boolean => {
  const revisions = new Map(now.map(({ dialpadCallId, revision }) => [dialpadCallId, revision]));
  return revisions.size === legs.size && [...revisions].every(([id, revision]) => legs.get(id) === revision);
};
