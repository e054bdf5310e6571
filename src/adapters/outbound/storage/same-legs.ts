import type { LegsRead } from '../../../application/ports/aggregates.js';
import type { Call } from '../../../domain/call/call.js';

/** Whether the legs that stand under the ids now are those that were read, each at its revision. */
export const areSameLegs = (
  { legs, junk }: LegsRead,
  now: readonly Pick<Call, 'dialpadCallId' | 'revision'>[],
): boolean => {
  const ofConversations = now.filter(({ dialpadCallId }) => junk?.has(dialpadCallId) !== true);
  const revisions = new Map(ofConversations.map(({ dialpadCallId, revision }) => [dialpadCallId, revision]));
  return revisions.size === legs.size && [...revisions].every(([id, revision]) => legs.get(id) === revision);
};
