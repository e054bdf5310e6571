import { chunksOf } from 'fp-ts/lib/ReadonlyArray.js';
import type { Call } from '../../../domain/call/call.js';
import { isJunk, MAX_LEGS, makeConversations, relativesOf } from '../../../domain/call/connected-legs.js';
import type { DialpadId } from '../../../domain/dialpad-id.js';

/** The legs that some ids lead to. A leg may be in both lists, and more than once. */
export interface LegsUnder {
  /** Those that stand under one of the ids, all of them. */
  readonly own: readonly Call[];
  /** Those that name one of the ids, at most as many as were asked for. */
  readonly naming: readonly Call[];
}

export type FindLegs = (ids: readonly DialpadId[], mostNaming: number) => Promise<LegsUnder>;

/** How many ids are asked for together. */
const MAX_ASKED = 500;

/**
 * An app's calls under these ids, each once, and every leg that shares an id with one of them, directly or through other legs: `find` is
 * asked again for the ids that came up, until none is new. A conversation of more than `MAX_LEGS` legs is junk: it is followed no further
 * than it takes to see that, so that its size does not matter.
 */
export const wholeConversations = async (ids: readonly DialpadId[], find: FindLegs): Promise<readonly Call[]> => {
  const calls = new Map<DialpadId, Call>();
  const conversations = makeConversations<Call>();
  const isOpen = (id: DialpadId): boolean => !isJunk(conversations.under(id));

  const ask = async (some: readonly DialpadId[]): Promise<void> => {
    const most = MAX_LEGS + 1 + 2 * some.length;
    const { own, naming } = await find(some, most);
    for (const call of [...own, ...naming]) {
      if (!calls.has(call.dialpadCallId)) conversations.add(call);
      calls.set(call.dialpadCallId, call);
    }
    if (naming.length < most || some.length === 1) return;
    // One of them is named by very many, and the legs that name the others may be missing.
    for (const half of chunksOf(Math.ceil(some.length / 2))([...some])) {
      const open = half.filter(isOpen);
      if (open.length > 0) await ask(open);
    }
  };

  const asked = new Set<DialpadId>();
  let next: readonly DialpadId[] = [...new Set(ids)];
  while (next.length > 0) {
    for (const id of next) asked.add(id);
    for (const some of chunksOf(MAX_ASKED)([...next])) await ask(some);
    next = [...new Set([...calls.values()].flatMap(relativesOf))].filter((id) => !asked.has(id) && isOpen(id));
  }
  return [...calls.values()];
};
