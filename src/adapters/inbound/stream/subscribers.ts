import type { AppId } from '../../../domain/ids.js';
import type { Subscriber } from './subscriber.js';

/** The subscribers of this process, by app. */
export interface Subscribers {
  readonly add: (subscriber: Subscriber) => void;
  readonly delete: (subscriber: Subscriber) => void;
  readonly has: (subscriber: Subscriber) => boolean;
  /** The subscribers of an app as they are now; a later change does not show in the list. */
  readonly of: (appId: AppId) => readonly Subscriber[];
  readonly countOf: (appId: AppId) => number;
  /** The apps that have a subscriber. */
  readonly apps: () => readonly AppId[];
  readonly size: () => number;
}

export const makeSubscribers = (): Subscribers => {
  const byApp = new Map<AppId, Set<Subscriber>>();
  return {
    add: (subscriber) => {
      const { appId } = subscriber.access;
      byApp.set(appId, (byApp.get(appId) ?? new Set()).add(subscriber));
    },
    delete: (subscriber) => {
      const { appId } = subscriber.access;
      const subscribers = byApp.get(appId);
      subscribers?.delete(subscriber);
      if (subscribers?.size === 0) byApp.delete(appId);
    },
    has: (subscriber) => byApp.get(subscriber.access.appId)?.has(subscriber) === true,
    of: (appId) => [...(byApp.get(appId) ?? [])],
    countOf: (appId) => byApp.get(appId)?.size ?? 0,
    apps: () => [...byApp.keys()],
    size: () => [...byApp.values()].reduce((sum, { size }) => sum + size, 0),
  };
};
