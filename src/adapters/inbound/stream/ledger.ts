import type { AppId } from '../../../domain/ids.js';

/** Whom something waits for, and how many bytes of it. */
export interface Entry {
  readonly appId: AppId;
  waiting: number;
}

/** Adds up what waits, by app and for all apps together, and relieves itself above its bounds. */
export interface Ledger<E extends Entry> {
  readonly add: (entry: E) => void;
  readonly remove: (entry: E) => void;
  /** Notes how many bytes wait now. */
  readonly note: (entry: E, waiting: number) => void;
  /** Lets go of entries, those of the app with the most bytes first, if too much waits for the app or for all apps. */
  readonly relieve: (appId: AppId) => void;
  readonly all: () => readonly E[];
  readonly total: () => number;
}

/** So much of a bound may still wait after a relief: it is not needed again with the next event. */
const AFTER_RELIEF = 3 / 4;

/** `letGo` must remove the entry. */
export const makeLedger = <E extends Entry>(
  maxOfApp: number,
  maxOfAll: number,
  letGo: (entry: E) => void,
): Ledger<E> => {
  const apps = new Map<AppId, { readonly entries: Set<E>; waiting: number }>();
  let total = 0;

  const note = (entry: E, waiting: number): void => {
    if (waiting === entry.waiting) return;
    const app = apps.get(entry.appId);
    if (app?.entries.has(entry) !== true) return;
    app.waiting += waiting - entry.waiting;
    total += waiting - entry.waiting;
    entry.waiting = waiting;
  };

  const letGoOf = (appId: AppId, isEnough: () => boolean): void => {
    const entries = [...(apps.get(appId)?.entries ?? [])].filter(({ waiting }) => waiting > 0);
    for (const entry of entries.sort((a, b) => b.waiting - a.waiting)) {
      if (isEnough()) return;
      letGo(entry);
    }
  };

  const waitingOf = (appId: AppId): number => apps.get(appId)?.waiting ?? 0;

  return {
    add: (entry) => {
      const app = apps.get(entry.appId) ?? { entries: new Set(), waiting: 0 };
      apps.set(entry.appId, app);
      app.entries.add(entry);
      app.waiting += entry.waiting;
      total += entry.waiting;
    },
    remove: (entry) => {
      const app = apps.get(entry.appId);
      if (app?.entries.delete(entry) !== true) return;
      app.waiting -= entry.waiting;
      total -= entry.waiting;
      if (app.entries.size === 0) apps.delete(entry.appId);
    },
    note,
    relieve: (appId) => {
      if (waitingOf(appId) > maxOfApp) letGoOf(appId, () => waitingOf(appId) <= maxOfApp * AFTER_RELIEF);
      if (total <= maxOfAll) return;
      for (const [id] of [...apps].sort(([, a], [, b]) => b.waiting - a.waiting)) {
        letGoOf(id, () => total <= maxOfAll * AFTER_RELIEF);
      }
    },
    all: () => [...apps.values()].flatMap(({ entries }) => [...entries]),
    total: () => total,
  };
};
