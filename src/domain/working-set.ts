import type { AppId } from './ids.js';

/** The aggregates of one kind while a batch of observations is applied to them. */
export interface WorkingSet<A> {
  readonly get: (appId: AppId, key: string) => A | null;
  readonly set: (item: A) => void;
  /** Those that differ from the ones found, each exactly one revision further, however often it changed. */
  readonly changed: () => readonly A[];
}

export const makeWorkingSet = <A extends { readonly appId: AppId; readonly revision: number }>(
  found: readonly A[],
  keyOf: (item: A) => string,
): WorkingSet<A> => {
  const fullKey = (appId: AppId, key: string): string => `${appId} ${key}`;
  const before = new Map(found.map((item) => [fullKey(item.appId, keyOf(item)), item]));
  const after = new Map(before);
  return {
    get: (appId, key) => after.get(fullKey(appId, key)) ?? null,
    set: (item) => after.set(fullKey(item.appId, keyOf(item)), item),
    changed: () =>
      [...after]
        .filter(([key, item]) => before.get(key) !== item)
        .map(([key, item]) => ({ ...item, revision: (before.get(key)?.revision ?? 0) + 1 })),
  };
};
