import type { DialpadId } from '../dialpad-id.js';
import type { AppId } from '../ids.js';
import type { Call } from './call.js';
import { MAX_LEGS, relativesOf } from './conversation.js';

/** Finds the legs of a conversation among many calls, by the ids that they have in common. */
export interface CallKin {
  /** Takes in a call, or what it has become. */
  readonly add: (call: Call) => void;
  /**
   * The calls of an app that have one of these ids in common with each other, directly or through others; only those that are one of
   * the ids, where there would be too many others.
   */
  readonly of: (appId: AppId, ids: readonly DialpadId[]) => readonly DialpadId[];
}

export const makeCallKin = (calls: readonly Call[], most = MAX_LEGS): CallKin => {
  /** By an app and an id: the calls that are it, or name it. */
  const naming = new Map<string, Set<Call['dialpadCallId']>>();
  /** By an app and a call: the ids that it names. */
  const named = new Map<string, readonly DialpadId[]>();

  const add = (call: Call): void => {
    const relatives = relativesOf(call);
    named.set(`${call.appId} ${call.dialpadCallId}`, relatives);
    for (const id of relatives) {
      const key = `${call.appId} ${id}`;
      const there = naming.get(key);
      if (there === undefined) naming.set(key, new Set([call.dialpadCallId]));
      else there.add(call.dialpadCallId);
    }
  };
  calls.forEach(add);

  return {
    add,
    of: (appId, ids) => {
      const seen = new Set<DialpadId>();
      const found = new Set<DialpadId>();
      for (const waiting = [...ids]; waiting.length > 0; ) {
        const id = waiting.pop();
        if (id === undefined || seen.has(id)) continue;
        seen.add(id);
        for (const call of naming.get(`${appId} ${id}`) ?? []) {
          if (found.has(call)) continue;
          found.add(call);
          if (found.size > most) return ids.filter((one) => named.has(`${appId} ${one}`));
          waiting.push(...(named.get(`${appId} ${call}`) ?? []));
        }
      }
      return [...found];
    },
  };
};
