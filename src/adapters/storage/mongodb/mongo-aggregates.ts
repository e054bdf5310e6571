import * as E from 'fp-ts/lib/Either.js';
import type { Collection } from 'mongodb';
import type { AggregateKeys, AggregateStore, Commit, Settled } from '../../../application/ports/aggregates.js';
import { conflict } from '../../../application/ports/storage-error.js';
import type { AppEvent } from '../../../domain/event/app-event.js';
import type { AppId } from '../../../domain/ids.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { docsOf, itemOf } from './mongo-aggregate-docs.js';
import {
  type AggregateDoc,
  type Collections,
  idWithin,
  type Payload,
  type SettledDoc,
  type Within,
} from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { eventDocOf } from './mongo-event-log.js';
import { writeForApps } from './mongo-writes.js';

export const mongoAggregates = (access: MongoAccess): AggregateStore => ({
  load: (keys) =>
    access.run(async () => {
      const { calls, voicemails, messages } = access.collections;
      const [found, left, sent] = await Promise.all([
        load(calls, keys, (ofApp) => ofApp.calls),
        load(voicemails, keys, (ofApp) => ofApp.voicemails),
        load(messages, keys, (ofApp) => ofApp.messages),
      ]);
      return {
        calls: found.map(itemOf<Commit['calls'][number]>),
        voicemails: left.map(itemOf<Commit['voicemails'][number]>),
        messages: sent.map(itemOf<Commit['messages'][number]>),
      };
    }),

  commit: (commit) => async () => {
    const done = await access.run(() => commitAll(access, commit))();
    if (E.isLeft(done)) return done;
    return done.right === null ? E.left(conflict) : E.right(done.right);
  },
});

const load = async (
  collection: Collection<AggregateDoc>,
  keys: readonly AggregateKeys[],
  keysOf: (ofApp: AggregateKeys) => readonly string[],
): Promise<readonly AggregateDoc[]> => {
  const found = await Promise.all(
    keys.map((ofApp) => {
      const ids = keysOf(ofApp).map((key) => idWithin(ofApp.appId, key));
      return ids.length === 0 ? [] : collection.find({ app_id: ofApp.appId, _id: { $in: ids } }).toArray();
    }),
  );
  return found.flat();
};

/** Null for a conflict. */
const commitAll = async (access: MongoAccess, commit: Commit): Promise<readonly AppEvent[] | null> => {
  if (!isDistinct(commit)) return null;
  const apps = [...commit.calls, ...commit.voicemails, ...commit.messages, ...commit.events].map(({ appId }) => appId);
  const held = await heldBy(access.collections, commit.owner, commit.settled, {});
  if (held === null) return null;
  let placed: readonly AppEvent[] = [];
  const done = await writeForApps(access, [...apps, ...held.keys()], async (positions, within) => {
    if (!(await follows(access.collections, commit, within))) return null;
    placed = place(commit, positions);
    return new Map([...positions.keys()].map((appId) => [appId, payloadOf(appId, commit, placed, held, access.now())]));
  });
  return done ? placed : null;
};

/** Whether no two of the aggregates are the same thing. */
const isDistinct = (commit: Commit): boolean => {
  const { calls, voicemails, messages } = docsOf(commit);
  return [calls, voicemails, messages].every((docs) => new Set(docs.map(({ _id }) => _id)).size === docs.length);
};

/**
 * What is to be settled, by app, each under the lease that `owner` holds on it; null if it does not hold one of them, or one is named
 * twice. A lease that is lost between here and the writing is not settled: whoever has it then finds nothing new in the event.
 */
const heldBy = async (
  { inbox }: Collections,
  owner: string,
  settled: readonly Settled[],
  within: Within,
): Promise<ReadonlyMap<AppId, readonly SettledDoc[]> | null> => {
  if (settled.length === 0) return new Map();
  const ids = settled.map(({ id }) => id);
  const projection = { app_id: 1, lease: 1 };
  const rows = await inbox.find({ _id: { $in: ids }, owner, status: 'pending' }, { projection, ...within }).toArray();
  if (rows.length !== ids.length) return null;
  const outcomes = new Map(settled.map((one) => [one.id, one]));
  const byApp = new Map<AppId, SettledDoc[]>();
  for (const { _id, app_id, lease } of rows) {
    const outcome = outcomes.get(_id);
    if (app_id === null || outcome === undefined) return null;
    const ofApp = byApp.get(app_id) ?? [];
    byApp.set(app_id, ofApp);
    ofApp.push({ id: _id, lease, status: outcome.status, reason: outcome.reason });
  }
  return byApp;
};

/** Whether each aggregate follows on the revision that is kept of it. */
const follows = async (collections: Collections, commit: Commit, within: Within): Promise<boolean> => {
  const docs = docsOf(commit);
  for (const name of ['calls', 'voicemails', 'messages'] as const) {
    const wanted = docs[name];
    if (wanted.length === 0) continue;
    const filter = {
      app_id: { $in: [...new Set(wanted.map((doc) => doc.app_id))] },
      _id: { $in: wanted.map(({ _id }) => _id) },
    };
    const kept = await collections[name].find(filter, { projection: { revision: 1 }, ...within }).toArray();
    const revisions = new Map(kept.map(({ _id, revision }) => [_id, revision]));
    if (wanted.some(({ _id, revision }) => (revisions.get(_id) ?? 0) !== revision - 1)) return false;
  }
  return true;
};

/** The events with their places, in the order of the commit. */
const place = ({ events }: Commit, positions: ReadonlyMap<AppId, number>): readonly AppEvent[] => {
  const last = new Map(positions);
  return events.map((event) => {
    const seq = (last.get(event.appId) ?? 0) + 1;
    last.set(event.appId, seq);
    return { ...event, seq };
  });
};

const payloadOf = (
  appId: AppId,
  commit: Commit,
  placed: readonly AppEvent[],
  held: ReadonlyMap<AppId, readonly SettledDoc[]>,
  now: Timestamp,
): Payload => {
  const ofApp = <A extends { readonly appId: AppId }>(items: readonly A[]): readonly A[] =>
    items.filter((item) => item.appId === appId);
  return {
    ...docsOf({ calls: ofApp(commit.calls), voicemails: ofApp(commit.voicemails), messages: ofApp(commit.messages) }),
    mappings: [],
    events: ofApp(placed).map((event) => eventDocOf(event, now)),
    settled: held.get(appId) ?? [],
    at: now,
  };
};
