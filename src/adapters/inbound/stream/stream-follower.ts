import * as E from 'fp-ts/lib/Either.js';
import type { EventLog } from '../../../application/ports/event-log.js';
import type { AppEvent } from '../../../domain/event/app-event.js';
import type { AppId } from '../../../domain/ids.js';
import { type StreamItem, streamItem } from './stream-item.js';

/** Keeps the listeners of some apps up to date, whichever process tells the events: its own are passed on, others' are read from the log. */
export interface StreamFollower {
  /** This process committed these, in order. */
  readonly committed: (appId: AppId, events: readonly AppEvent[]) => void;
  /** Somebody committed events up to `seq`. */
  readonly moved: (appId: AppId, seq: number) => void;
  /** Looks how far every followed stream has come. What storage does not answer now is asked again the next time. */
  readonly look: () => Promise<void>;
  /** Nobody listens to this app any more. */
  readonly forget: (appId: AppId) => void;
}

/** Events read from the log at once. */
const PAGE = 100;

/** How far the listeners of an app have been brought, and how far its stream is known to have come. */
interface Progress {
  offered: number;
  newest: number;
  reading: boolean;
}

/** `offer` passes events on to whoever listens to an app; `followed` are the apps somebody listens to. */
export const makeStreamFollower = (deps: {
  readonly events: Pick<EventLog, 'read' | 'newest'>;
  readonly followed: () => readonly AppId[];
  readonly offer: (appId: AppId, items: readonly StreamItem[]) => void;
}): StreamFollower => {
  const apps = new Map<AppId, Progress>();

  /** One that is first heard of begins before `seq`: each listener knows by itself what it lacks of the time before. */
  const progressOf = (appId: AppId, seq: number): Progress => {
    const known = apps.get(appId);
    if (known !== undefined) return known;
    const progress = { offered: seq - 1, newest: seq - 1, reading: false };
    apps.set(appId, progress);
    return progress;
  };

  const offer = (appId: AppId, progress: Progress, events: readonly AppEvent[]): void => {
    deps.offer(appId, events.map(streamItem));
    progress.offered = Math.max(progress.offered, events.at(-1)?.seq ?? 0);
  };

  /** Reads on until the listeners are where the stream is, once for all of them. */
  const catchUp = async (appId: AppId, progress: Progress): Promise<void> => {
    if (progress.reading) return;
    progress.reading = true;
    while (progress.offered < progress.newest && apps.get(appId) === progress) {
      const page = await deps.events.read(appId, progress.offered, PAGE)();
      // Out of reach, or not there any more: the next look finds it, or each listener that it is gone.
      if (E.isLeft(page) || page.right.length === 0) break;
      offer(appId, progress, page.right);
    }
    progress.reading = false;
  };

  const moved = (appId: AppId, seq: number): void => {
    const progress = progressOf(appId, seq);
    progress.newest = Math.max(progress.newest, seq);
    void catchUp(appId, progress);
  };

  return {
    moved,

    committed: (appId, events) => {
      const [first] = events;
      const last = events.at(-1);
      if (first === undefined || last === undefined) return;
      const progress = progressOf(appId, first.seq);
      progress.newest = Math.max(progress.newest, last.seq);
      // Another process came in between, and its events go first.
      if (first.seq > progress.offered + 1) void catchUp(appId, progress);
      else offer(appId, progress, events);
    },

    look: async () => {
      const followed = deps.followed();
      if (followed.length === 0) return;
      const found = await deps.events.newest(followed)();
      if (E.isRight(found)) for (const [appId, seq] of found.right) moved(appId, seq);
    },

    forget: (appId) => {
      apps.delete(appId);
    },
  };
};
