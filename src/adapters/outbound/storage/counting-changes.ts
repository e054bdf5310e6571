import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Commit } from '../../../application/ports/aggregates.js';
import type { Storage } from '../../../application/ports/storage.js';
import type { AppId } from '../../../domain/ids.js';

/** How many apps are counted one by one; all others then count as changed. */
const MAX_APPS = 10_000;

/** A storage that only this process changes, with `changesOf`: every operation that writes what is listed of an app counts, done or not. */
export const countingChanges = (storage: Storage): Storage => {
  const latestOf = new Map<AppId, number>();
  let latest = 0;
  let latestOfOthers = 0;

  const count = (apps: Iterable<AppId>): void => {
    latest += 1;
    for (const appId of apps) latestOf.set(appId, latest);
    if (latestOf.size > MAX_APPS) countAll();
  };
  const countAll = (): void => {
    latest += 1;
    latestOfOthers = latest;
    latestOf.clear();
  };

  const counted =
    <F, R>(write: TaskEither<F, R>, after: () => void): TaskEither<F, R> =>
    async () => {
      try {
        return await write();
      } finally {
        after();
      }
    };
  /** An operation whose first argument is the app. */
  const ofApp =
    <Args extends readonly unknown[], F, R>(write: (appId: AppId, ...args: Args) => TaskEither<F, R>): typeof write =>
    (appId, ...args) =>
      counted(write(appId, ...args), () => count([appId]));

  const { aggregates, voicemails, mappings, personal, apps, archive } = storage;
  return {
    ...storage,
    aggregates: {
      ...aggregates,
      commit: (commit) => counted(aggregates.commit(commit), () => count(appsOf(commit))),
    },
    voicemails: { ...voicemails, delete: ofApp(voicemails.delete) },
    mappings: {
      ...mappings,
      upsert: ofApp(mappings.upsert),
      delete: ofApp(mappings.delete),
      deleteByDialpadUser: ofApp(mappings.deleteByDialpadUser),
    },
    personal: { ...personal, delete: ofApp(personal.delete), deleteMappings: ofApp(personal.deleteMappings) },
    // The country decides which numbers a filter finds.
    apps: { ...apps, update: ofApp(apps.update) },
    archive: { ...archive, write: (kind, records) => counted(archive.write(kind, records), countAll) },
    changesOf: (appId) => latestOf.get(appId) ?? latestOfOthers,
  };
};

const appsOf = ({ calls, voicemails, messages }: Commit): Set<AppId> =>
  new Set([...calls, ...voicemails, ...messages].map(({ appId }) => appId));
