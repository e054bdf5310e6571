import * as E from 'fp-ts/lib/Either.js';
import type { Collection } from 'mongodb';
import type { AggregateKeys, AggregateStore, Commit, LegsRead } from '../../../../application/ports/aggregates.js';
import { conflict } from '../../../../application/ports/storage-error.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppEvent } from '../../../../domain/event/app-event.js';
import type { AppId, InboxId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { areSameLegs } from '../same-legs.js';
import { type LegsUnder, wholeConversations } from '../whole-conversations.js';
import { callOf, docsOf, messageOf } from './mongo-aggregate-docs.js';
import {
  type AggregateDoc,
  type Collections,
  idWithin,
  type Payload,
  type SettledDoc,
  type Within,
} from './mongo-collections.js';
import { countriesOf } from './mongo-countries.js';
import type { MongoAccess } from './mongo-engine.js';
import { eventDocOf } from './mongo-event-docs.js';
import { together } from './mongo-payload.js';
import { haveFreeKeys, voicemailsKnownBy } from './mongo-voicemail-keys.js';
import { writeForApps } from './mongo-writes.js';

export const mongoAggregates = (access: MongoAccess): AggregateStore => ({
  load: (keys) =>
    access.run(async () => {
      const { calls, messages } = access.collections;
      const [found, left, sent] = await Promise.all([
        Promise.all(
          keys.map((ofApp) => wholeConversations(ofApp.calls, (ids, most) => loadLegs(calls, ofApp.appId, ids, most))),
        ),
        Promise.all(keys.map((ofApp) => voicemailsKnownBy(access.collections, ofApp.appId, ofApp.voicemails))),
        load(messages, keys, (ofApp) => ofApp.messages),
      ]);
      return {
        calls: found.flat(),
        voicemails: left.flat(),
        messages: sent.map(messageOf),
      };
    }),

  commit: (commit) => async () => {
    const done = await access.run(() => commitAll(access, commit))();
    if (E.isLeft(done)) return done;
    return done.right === null ? E.left(conflict) : E.right(done.right);
  },
});

/** Whether no other writer has added or changed a leg since it was read; none can before this commit is written. */
const hasSameLegs = async ({ calls }: Collections, read: readonly LegsRead[], within: Within): Promise<boolean> => {
  for (const ofApp of read) {
    const filter = connectedBy(ofApp.appId, ofApp.ids);
    const now = await calls.find(filter, { projection: { revision: 1 }, ...within }).toArray();
    const revisions = now.map(({ _id, revision }) => ({
      dialpadCallId: _id.slice(ofApp.appId.length + 1) as DialpadId,
      revision,
    }));
    if (!areSameLegs(ofApp, revisions)) return false;
  }
  return true;
};

/** The calls of an app that stand under one of these ids, and of those that name one at most `most`. */
const loadLegs = async (
  calls: Collection<AggregateDoc>,
  appId: AppId,
  ids: readonly DialpadId[],
  most: number,
): Promise<LegsUnder> => {
  const json = { projection: { json: 1 } };
  const [own, naming] = await Promise.all([
    calls.find(standingUnder(appId, ids), json).toArray(),
    calls.find(linkedTo(appId, ids), json).limit(most).toArray(),
  ]);
  return { own: own.map(callOf), naming: naming.map(callOf) };
};

/** Calls that were saved before there were links are found by their own ids only. */
const standingUnder = (appId: AppId, ids: readonly DialpadId[]) => ({
  app_id: appId,
  _id: { $in: ids.map((id) => idWithin(appId, id)) },
});

const linkedTo = (appId: AppId, ids: readonly DialpadId[]) => ({ app_id: appId, links: { $in: [...ids] } });

const connectedBy = (appId: AppId, ids: readonly DialpadId[]) => ({
  app_id: appId,
  $or: [standingUnder(appId, ids), linkedTo(appId, ids)],
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
  const apps = isDistinct(commit) ? await appsOf(access, commit) : null;
  if (apps === null) return null;
  let placed: readonly AppEvent[] = [];
  const done = await writeForApps(access, apps, async (positions, within) => {
    // Read here, where no other step writes for the apps, so that a change of the country is before this step or behind it.
    const docs = docsOf(commit, await countriesOf(access, apps, within));
    const [held, follow, sameLegs, freeKeys] = await together(
      within,
      () => heldBy(access.collections, apps, commit, within),
      () => follows(access.collections, docs, within),
      () => hasSameLegs(access.collections, commit.legsRead ?? [], within),
      () => haveFreeKeys(access.collections, commit.voicemails, within),
    );
    if (held === null || !follow || !sameLegs || !freeKeys) return null;
    placed = place(commit, positions);
    return new Map([...positions.keys()].map((appId) => [appId, payloadOf(appId, docs, placed, held, access.now())]));
  });
  if (!done) return null;
  for (const { id } of commit.settled) access.leases.forget(id);
  return placed;
};

type Docs = ReturnType<typeof docsOf>;

/** Whether no two of the aggregates are the same thing. */
const isDistinct = ({ calls, voicemails, messages }: Commit): boolean =>
  [
    calls.map(({ appId, dialpadCallId }) => idWithin(appId, dialpadCallId)),
    voicemails.map(({ appId, key }) => idWithin(appId, key)),
    messages.map(({ appId, dialpadMessageId }) => idWithin(appId, dialpadMessageId)),
  ].every((ids) => new Set(ids).size === ids.length);

/** The apps that a commit is for; null if something is to be settled that no app has. */
const appsOf = async ({ collections, leases }: MongoAccess, commit: Commit): Promise<readonly AppId[] | null> => {
  const { calls, voicemails, messages, events, settled } = commit;
  const apps = [...calls, ...voicemails, ...messages, ...events].map(({ appId }) => appId);
  const unknown: InboxId[] = [];
  for (const { id } of settled) {
    const appId = leases.appOf(id);
    if (appId === undefined) unknown.push(id);
    else apps.push(appId);
  }
  if (unknown.length > 0) {
    const rows = await collections.inbox.find({ _id: { $in: unknown } }, { projection: { app_id: 1 } }).toArray();
    const found = rows.flatMap(({ app_id }) => app_id ?? []);
    if (found.length !== unknown.length) return null;
    apps.push(...found);
  }
  return [...new Set(apps)];
};

/**
 * What is to be settled, each under the lease that the commit's owner holds on it; null if it does not hold one of them, or one is
 * named twice. A lease that is lost between here and the writing is not settled: whoever has it then finds nothing new in the event.
 */
const heldBy = async (
  { inbox }: Collections,
  apps: readonly AppId[],
  { owner, settled }: Commit,
  within: Within,
): Promise<readonly SettledDoc[] | null> => {
  if (settled.length === 0) return [];
  const outcomes = new Map(settled.map((one) => [one.id, one]));
  const filter = { app_id: { $in: [...apps] }, _id: { $in: [...outcomes.keys()] }, owner, status: 'pending' as const };
  const rows = await inbox.find(filter, { projection: { app_id: 1, lease: 1 }, ...within }).toArray();
  const held = rows.flatMap(({ _id, app_id, lease }) => {
    const outcome = outcomes.get(_id);
    return app_id === null || outcome === undefined ? [] : [{ ...outcome, app_id, lease }];
  });
  return held.length === settled.length ? held : null;
};

/** Whether each aggregate follows on the revision that is kept of it. */
const follows = async (collections: Collections, docs: Docs, within: Within): Promise<boolean> => {
  const follow = (name: keyof Docs) => () => followsIn(collections[name], docs[name], within);
  const all = await together(within, follow('calls'), follow('voicemails'), follow('messages'));
  return all.every((one) => one);
};

const followsIn = async (
  collection: Collection<AggregateDoc>,
  docs: readonly AggregateDoc[],
  within: Within,
): Promise<boolean> => {
  if (docs.length === 0) return true;
  const app_id = { $in: [...new Set(docs.map((doc) => doc.app_id))] };
  const filter = { app_id, _id: { $in: docs.map(({ _id }) => _id) } };
  const kept = await collection.find(filter, { projection: { revision: 1 }, ...within }).toArray();
  const revisions = new Map(kept.map(({ _id, revision }) => [_id, revision]));
  return docs.every(({ _id, revision }) => (revisions.get(_id) ?? 0) === revision - 1);
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
  { calls, voicemails, messages }: Docs,
  placed: readonly AppEvent[],
  held: readonly SettledDoc[],
  at: Timestamp,
): Payload => {
  const ofApp = ({ app_id }: { readonly app_id: AppId }): boolean => app_id === appId;
  return {
    calls: calls.filter(ofApp),
    voicemails: voicemails.filter(ofApp),
    messages: messages.filter(ofApp),
    mappings: [],
    events: placed.flatMap((event) => (event.appId === appId ? [eventDocOf(event, at)] : [])),
    settled: held.filter(ofApp),
    at,
  };
};
