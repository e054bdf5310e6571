import type { AppId } from '../../../domain/ids.js';

/** Runs work for apps, one at a time for each app, in the order in which it was asked for. */
export type AppTurns = <A>(apps: readonly AppId[], work: () => Promise<A>) => Promise<A>;

/** Turns within this process: who waits here asks the server nothing, while many that wait at the server slow each other down. */
export const makeAppTurns = (): AppTurns => {
  const latest = new Map<AppId, Promise<void>>();

  return (apps, work) => {
    const turn = Promise.all(apps.map((appId) => latest.get(appId))).then(work);
    const ended = turn.then(nothing, nothing);
    for (const appId of apps) latest.set(appId, ended);
    void ended.then(() => {
      for (const appId of apps) if (latest.get(appId) === ended) latest.delete(appId);
    });
    return turn;
  };
};

const nothing = (): void => undefined;
