import * as E from 'fp-ts/lib/Either.js';
import type { EventLog } from '../../../application/ports/event-log.js';
import type { AppEvent } from '../../../domain/event/app-event.js';
import type { AppId } from '../../../domain/ids.js';
import type { History } from './history.js';
import { type StreamItem, streamItem } from './stream-item.js';

/**
 * Keeps the subscribers of some apps up to date, whichever process commits the events: those of this process are passed on,
 * those of others are read from the log.
 */
export interface StreamFollower {
  /** This process committed these events, in order. */
  readonly committed: (appId: AppId, events: readonly AppEvent[]) => void;
  /** Another process committed events up to `seq`. */
  readonly moved: (appId: AppId, seq: number) => void;
  /** Checks the newest event of every followed stream. If storage does not answer, the next check makes up for it. */
  readonly checkLog: () => Promise<void>;
  /** The `seq` of the newest event that is known here; null for an app of which none is. */
  readonly newest: (appId: AppId) => number | null;
  /** The app has no subscriber any more. */
  readonly forget: (appId: AppId) => void;
}

interface Deps {
  readonly events: Pick<EventLog, 'newest'>;
  readonly history: Pick<History, 'take' | 'read'>;
  /** The apps that have a subscriber. */
  readonly followed: () => readonly AppId[];
  /** Passes events on to the subscribers of an app. Ends later where there are many; null if it is done. */
  readonly offer: (appId: AppId, items: readonly StreamItem[]) => Promise<unknown> | null;
}

/** The `seq` of the last event that was offered, and of the newest known one. */
interface Progress {
  offered: number;
  newest: number;
  /** Whether events are being read or offered; those that come meanwhile are read from the log afterwards. */
  busy: boolean;
}

export const makeStreamFollower = (deps: Deps): StreamFollower => {
  const apps = new Map<AppId, Progress>();

  const moved = (appId: AppId, seq: number): void => {
    const progress = progressOf(apps, appId, seq);
    progress.newest = Math.max(progress.newest, seq);
    void catchUp(deps, apps, appId, progress);
  };

  return {
    moved,
    committed: (appId, events) => committed(deps, apps, appId, events),
    checkLog: async () => {
      const followed = deps.followed();
      if (followed.length === 0) return;
      const newest = await deps.events.newest(followed)();
      if (E.isRight(newest)) for (const [appId, seq] of newest.right) moved(appId, seq);
    },
    newest: (appId) => apps.get(appId)?.newest ?? null,
    forget: (appId) => {
      apps.delete(appId);
    },
  };
};

const committed = (deps: Deps, apps: Map<AppId, Progress>, appId: AppId, events: readonly AppEvent[]): void => {
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined) return;
  const progress = progressOf(apps, appId, first.seq);
  progress.newest = Math.max(progress.newest, last.seq);
  // With a gap, another process committed events in between, which go first.
  if (progress.busy || first.seq > progress.offered + 1) void catchUp(deps, apps, appId, progress);
  else offerCommitted(deps, apps, appId, progress, events.map(streamItem));
};

/** A stream that is new here starts before `seq`: each subscriber reads by itself what it misses of the time before. */
const progressOf = (apps: Map<AppId, Progress>, appId: AppId, seq: number): Progress => {
  const known = apps.get(appId);
  if (known !== undefined) return known;
  const progress = { offered: seq - 1, newest: seq - 1, busy: false };
  apps.set(appId, progress);
  return progress;
};

/** Reads the log, once for all subscribers of the app, until every known event has been offered. */
const catchUp = async (
  deps: Deps,
  apps: ReadonlyMap<AppId, Progress>,
  appId: AppId,
  progress: Progress,
): Promise<void> => {
  if (progress.busy) return;
  progress.busy = true;
  let hasMore = true;
  while (hasMore && progress.offered < progress.newest && apps.get(appId) === progress) {
    // An exception is a bug of ours. It must not end the process, nor the stream: the next check retries.
    hasMore = await deps.history.take(appId, () => offerNext(deps, appId, progress)).catch(() => false);
  }
  progress.busy = false;
};

/** Offers the next page of the log; false if there is none. */
const offerNext = async (deps: Deps, appId: AppId, progress: Progress): Promise<boolean> => {
  const page = await deps.history.read(appId, progress.offered)();
  // Storage is out of reach, or the events were pruned. The next check retries; each subscriber resets its client by itself.
  if (E.isLeft(page) || page.right.length === 0) return false;
  await offer(deps, appId, progress, page.right);
  return true;
};

/** What is committed while it is offered is read from the log, so that nothing of it waits here. */
const offerCommitted = (
  deps: Deps,
  apps: ReadonlyMap<AppId, Progress>,
  appId: AppId,
  progress: Progress,
  items: readonly StreamItem[],
): void => {
  const rest = offer(deps, appId, progress, items);
  if (rest === null) return;
  progress.busy = true;
  const goOn = (): Promise<void> => {
    progress.busy = false;
    return catchUp(deps, apps, appId, progress);
  };
  void rest.then(goOn, goOn);
};

const offer = (deps: Deps, appId: AppId, progress: Progress, items: readonly StreamItem[]): Promise<unknown> | null => {
  progress.offered = Math.max(progress.offered, items.at(-1)?.seq ?? 0);
  return deps.offer(appId, items);
};
