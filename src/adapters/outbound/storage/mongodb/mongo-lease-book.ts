import type { AppId, InboxId } from '../../../../domain/ids.js';

/** Whose the events are that this process holds, so that it can ask for them among those of their app. A hint: it may lack some. */
export interface LeaseBook {
  readonly note: (id: InboxId, appId: AppId) => void;
  readonly forget: (id: InboxId) => void;
  readonly appOf: (id: InboxId) => AppId | undefined;
}

/** Leases that were lost leave their lines behind; these make room in the end. */
const MAX_LINES = 50_000;

export const leaseBook = (): LeaseBook => {
  const apps = new Map<InboxId, AppId>();
  return {
    note: (id, appId) => {
      const [oldest] = apps.size < MAX_LINES ? [] : apps.keys();
      if (oldest !== undefined) apps.delete(oldest);
      apps.set(id, appId);
    },
    forget: (id) => {
      apps.delete(id);
    },
    appOf: (id) => apps.get(id),
  };
};
