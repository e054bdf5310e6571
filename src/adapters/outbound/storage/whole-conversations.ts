import type { Call } from '../../../domain/call/call.js';
import { relativesOf } from '../../../domain/call/connected-legs.js';
import type { DialpadId } from '../../../domain/dialpad-id.js';

/**
 * An app's calls under these ids, each once, and every leg that shares an id with one of them, directly or through other legs. `find`
 * answers with the legs that stand under one of some ids, or name one; it is asked again for the ids that came up, until none is new.
 */
export const wholeConversations = async (
  ids: readonly DialpadId[],
  find: (ids: readonly DialpadId[]) => Promise<readonly Call[]>,
): Promise<readonly Call[]> => {
  const calls = new Map<DialpadId, Call>();
  const asked = new Set<DialpadId>();
  let next = [...new Set(ids)];
  while (next.length > 0) {
    for (const id of next) asked.add(id);
    const found = await find(next);
    for (const call of found) calls.set(call.dialpadCallId, call);
    next = [...new Set(found.flatMap(relativesOf))].filter((id) => !asked.has(id));
  }
  return [...calls.values()];
};
