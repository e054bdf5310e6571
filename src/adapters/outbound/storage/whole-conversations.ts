import type { Call } from '../../../domain/call/call.js';
import { relativesOf } from '../../../domain/call/conversation.js';
import type { DialpadId } from '../../../domain/dialpad-id.js';

/** A call is handed on a few times; what goes on and on is no conversation, and must not be followed for ever. */
const MAX_ROUNDS = 32;

/**
 * An app's calls under these ids, each once, and with them whatever has an id in common with them, directly or through others. `find`
 * answers with the calls that are one of some ids, or name one. It is asked once for calls that name no others, and else again for
 * what came up, until nothing new does.
 */
export const wholeConversations = async (
  ids: readonly DialpadId[],
  find: (ids: readonly DialpadId[]) => Promise<readonly Call[]>,
): Promise<readonly Call[]> => {
  const calls = new Map<DialpadId, Call>();
  const asked = new Set<DialpadId>();
  let next = [...new Set(ids)];
  for (let round = 0; round < MAX_ROUNDS && next.length > 0; round += 1) {
    for (const id of next) asked.add(id);
    const found = await find(next);
    for (const call of found) calls.set(call.dialpadCallId, call);
    next = [...new Set(found.flatMap(relativesOf))].filter((id) => !asked.has(id));
  }
  // What was cut off is not taken for whole.
  return next.length === 0 ? [...calls.values()] : ids.flatMap((id) => calls.get(id) ?? []);
};
