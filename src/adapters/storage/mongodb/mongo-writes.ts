import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { BSON } from 'mongodb';
import type { AppId } from '../../../domain/ids.js';
import type { Collections, Payload, Within } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { Busy, isDuplicate, TooLarge } from './mongo-errors.js';
import { complete, write } from './mongo-payload.js';

/*
 * What is written for an app in one step is several documents, and where the server has no transactions only one document changes
 * at a time. So each step goes by the document of the app's stream:
 *
 * (a) take it: `intent` is set where there is none, and so nobody else writes for this app;
 * (b) look, whether everything still is as the step supposes;
 * (c) decide: all that is to be written goes into the intent, together with the new end of the stream. This is one write, and from
 *     here on the step has happened;
 * (d) write it out, each document only if it still is as it was at (b), and take the intent away.
 *
 * Whoever dies before (c) has done nothing, and another takes the stream over after a while. Whoever dies after (c) has done it all:
 * whoever comes next finds the intent and writes out what is missing. A slow process that still writes out what others have finished
 * long since changes nothing, for no document is as it was. With transactions (a) to (d) are one.
 */

/** What is to be written for each of some apps, once it is known how far their streams have come; null to leave all as it is. */
export type Plan = (
  positions: ReadonlyMap<AppId, number>,
  within: Within,
) => Promise<ReadonlyMap<AppId, Payload> | null>;

/** A BSON document may have 16 MiB; some are left for what else there is in it. */
const LARGEST_PAYLOAD = 15 * 1024 * 1024;
/** How long to wait for one's turn, in milliseconds. */
const LONGEST_WAIT_MS = 10_000;

/**
 * Writes for apps what `plan` says, all or nothing for each; false if it says to leave all as it is. Of several apps a process that
 * dies in the middle may leave the parts of some done, and of the others not begun.
 */
export const writeForApps = (access: MongoAccess, apps: readonly AppId[], plan: Plan): Promise<boolean> => {
  // Always in the same order, so that two processes cannot wait for each other.
  const ordered = [...new Set(apps)].sort();
  return access.transactions === null
    ? writeByIntent(access, ordered, plan)
    : writeInTransaction(access.collections, access.transactions, ordered, plan);
};

const writeByIntent = async (access: MongoAccess, apps: readonly AppId[], plan: Plan): Promise<boolean> => {
  const { collections } = access;
  const id = randomUUID();
  const taken = new Map<AppId, number>();
  const giveBack = async (): Promise<void> => {
    for (const appId of taken.keys()) await abandon(collections, appId, id);
  };
  try {
    for (const appId of apps) taken.set(appId, await take(access, appId, id));
    const payloads = await plan(taken, {});
    if (payloads === null) {
      await giveBack();
      return false;
    }
    for (const payload of payloads.values()) demandSmall(payload);
    for (const [appId, payload] of payloads) {
      if (await decide(collections, appId, id, taken.get(appId) ?? 0, payload)) continue;
      await giveBack();
      return false;
    }
  } catch (thrown) {
    // Nothing is lost if this fails too: what is not decided is taken over.
    await giveBack().catch(() => undefined);
    throw thrown;
  }
  for (const appId of taken.keys()) await complete(collections, appId);
  return true;
};

/** Waits for the app's stream and takes it; answers with how far it has come. */
const take = async (access: MongoAccess, appId: AppId, id: string): Promise<number> => {
  const { streams } = access.collections;
  const intent = { id, decided: false, base: 0, payload: null };
  const deadline = performance.now() + LONGEST_WAIT_MS;
  let standing = { id: '', since: 0 };
  for (;;) {
    const mine = await streams.findOneAndUpdate(
      { _id: appId, intent: null },
      { $set: { intent } },
      { returnDocument: 'after' },
    );
    if (mine !== null) return mine.seq;
    const found = await streams.findOne({ _id: appId }, { projection: { 'intent.payload': 0 } });
    if (found === null) await begin(access.collections, appId);
    else if (found.intent?.decided === true) await complete(access.collections, appId);
    else if (found.intent !== null) {
      const now = performance.now();
      if (found.intent.id !== standing.id) standing = { id: found.intent.id, since: now };
      else if (now - standing.since > access.abandonedAfterMs) await abandon(access.collections, appId, standing.id);
      if (now > deadline) throw new Busy('others keep writing for the same app');
      await pause(2 + Math.random() * 8);
    }
  }
};

/** The stream of an app that has none yet. */
const begin = async ({ streams }: Collections, appId: AppId, within: Within = {}): Promise<void> => {
  try {
    await streams.insertOne({ _id: appId, seq: 0, intent: null }, within);
  } catch (thrown) {
    if (!isDuplicate(thrown)) throw thrown;
  }
};

/** Takes away an intent that was not decided; whoever had it finds that it is gone, and nothing has happened. */
const abandon = async ({ streams }: Collections, appId: AppId, id: string): Promise<void> => {
  await streams.updateOne({ _id: appId, 'intent.id': id, 'intent.decided': false }, { $set: { intent: null } });
};

const decide = async (
  { streams }: Collections,
  appId: AppId,
  id: string,
  base: number,
  payload: Payload,
): Promise<boolean> => {
  const { modifiedCount } = await streams.updateOne(
    { _id: appId, 'intent.id': id, 'intent.decided': false },
    { $set: { intent: { id, decided: true, base, payload }, seq: base + payload.events.length } },
  );
  return modifiedCount === 1;
};

const demandSmall = (payload: Payload): void => {
  if (BSON.calculateObjectSize(payload) > LARGEST_PAYLOAD) throw new TooLarge('more than one step can hold');
};

const writeInTransaction = (
  collections: Collections,
  transactions: NonNullable<MongoAccess['transactions']>,
  apps: readonly AppId[],
  plan: Plan,
): Promise<boolean> =>
  transactions.withSession((session) =>
    session.withTransaction(
      async () => {
        const positions = new Map<AppId, number>();
        for (const appId of apps) positions.set(appId, await lock(collections, appId, { session }));
        const payloads = await plan(positions, { session });
        if (payloads === null) {
          await session.abortTransaction();
          return false;
        }
        for (const [appId, payload] of payloads) {
          const seq = (positions.get(appId) ?? 0) + payload.events.length;
          await write(collections, payload, { session });
          await collections.streams.updateOne({ _id: appId }, { $set: { seq } }, { session });
        }
        return true;
      },
      {
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority', journal: true },
        timeoutMS: LONGEST_WAIT_MS,
      },
    ),
  );

/** Makes every other transaction that writes for the app wait, or begin again; answers with how far its stream has come. */
const lock = async ({ streams }: Collections, appId: AppId, within: Within): Promise<number> => {
  const mine = await streams.findOneAndUpdate(
    { _id: appId },
    { $inc: { turn: 1 }, $setOnInsert: { seq: 0, intent: null } },
    { ...within, upsert: true, returnDocument: 'after' },
  );
  return mine?.seq ?? 0;
};
