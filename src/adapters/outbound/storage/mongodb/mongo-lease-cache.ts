import type { AppId, InboxId } from '../../../../domain/ids.js';

/**
 * The apps of the events whose leases this process holds. With the app's id a query of the inbox can use the index of the app. Only a
 * cache: an event that this process holds may be missing.
 */
export interface LeaseCache {
  readonly note: (id: InboxId, appId: AppId) => void;
  readonly forget: (id: InboxId) => void;
  readonly appOf: (id: InboxId) => AppId | undefined;
}

/** Leases that were lost to another process are never forgotten, so the oldest entries are dropped beyond this number. */
const MAX_ENTRIES = 50_000;

export const leaseCache = (): LeaseCache => {
  const apps = new Map<InboxId, AppId>();
  return {
    note: (id, appId) => {
      const [oldest] = apps.size < MAX_ENTRIES ? [] : apps.keys();
      if (oldest !== undefined) apps.delete(oldest);
      apps.set(id, appId);
    },
    forget: (id) => {
      apps.delete(id);
    },
    appOf: (id) => apps.get(id),
  };
};
