import type { AppId } from '../../../domain/ids.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { makeAppTurns } from './app-turns.js';

/** The length of a list: of an app, or of the server where it is null. `name` says which list it is, its filter included. */
export type ListTotals = (appId: AppId | null, name: string, count: () => Promise<number>) => Promise<number>;

/** A list of so many items takes long to count. Its length is kept for a while; that of a shorter one is always counted. */
const LONG = 10_000;
const KEPT_MS = 5_000;
const MAX_KEPT = 1_000;

/** Counts lists, one at a time for each app, so that an app that asks for many lengths makes no other wait. */
export const makeListTotals = (now: () => Timestamp): ListTotals => {
  const turns = makeAppTurns();
  const kept = new Map<string, { readonly total: number; readonly until: Timestamp }>();

  return (appId, name, count) => {
    const key = JSON.stringify([appId, name]);
    return turns(appId === null ? [] : [appId], async () => {
      const known = kept.get(key);
      if (known !== undefined && now() < known.until) return known.total;
      kept.delete(key);
      const total = await count();
      if (total >= LONG) kept.set(key, { total, until: now() + KEPT_MS });
      const [oldest] = kept.keys();
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
      return total;
    });
  };
};
