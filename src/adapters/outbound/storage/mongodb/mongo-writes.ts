import { randomUUID } from 'node:crypto';
import { BSON } from 'mongodb';
import type { AppId } from '../../../../domain/ids.js';
import type { Collections, Payload, Within } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { TooLarge } from './mongo-errors.js';
import { decide, giveBack, prepare, take, writeOut } from './mongo-intents.js';
import { write } from './mongo-payload.js';

/** What is to be written for each of some apps, once it is known how far their streams have come; null to leave all as it is. */
export type Plan = (
  positions: ReadonlyMap<AppId, number>,
  within: Within,
) => Promise<ReadonlyMap<AppId, Payload> | null>;

/** A BSON document may have 16 MiB; some are left for what else there is in it. */
const LARGEST_PAYLOAD = 15 * 1024 * 1024;
/** How long a transaction is tried that others keep getting in the way of, in milliseconds. */
const MAX_TRANSACTION_MS = 10_000;

/**
 * Writes for apps what `plan` says, all or nothing; false if it says to leave all as it is, or if another process took over from this
 * one in the middle, and nothing was written. Nobody else writes for these apps between the plan and the writing.
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
  const [leader, ...followers] = apps;
  if (leader === undefined) return (await plan(new Map(), {})) !== null;

  const intent = { id: randomUUID(), leader, decided: false, followers, payload: null };
  const taken = new Map<AppId, number>();
  let payloads: ReadonlyMap<AppId, Payload> | null = null;
  try {
    for (const appId of apps) taken.set(appId, await take(access, appId, intent));
    payloads = await plan(taken, {});
    if (payloads === null || !(await decideAll(collections, intent, payloads))) {
      await giveBack(collections, intent, apps);
      return false;
    }
  } catch (thrown) {
    // Nothing is lost if this fails too: what is not decided is taken over.
    await giveBack(collections, intent, [...taken.keys()]).catch(() => undefined);
    throw thrown;
  }
  const ofFollowers = new Map(followers.map((appId) => [appId, payloads?.get(appId) ?? null]));
  await writeOut(collections, { ...intent, payload: payloads.get(leader) ?? null }, ofFollowers);
  return true;
};

const decideAll = async (
  collections: Collections,
  intent: Parameters<typeof decide>[1],
  payloads: ReadonlyMap<AppId, Payload>,
): Promise<boolean> => {
  for (const payload of payloads.values()) demandSmall(payload);
  for (const appId of intent.followers) {
    const payload = payloads.get(appId);
    if (payload !== undefined && !(await prepare(collections, appId, intent, payload))) return false;
  }
  return decide(collections, { ...intent, payload: payloads.get(intent.leader) ?? null });
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
          await write(collections, payload, { session });
          const seq = payload.events.at(-1)?.seq;
          if (seq !== undefined) await collections.streams.updateOne({ _id: appId }, { $set: { seq } }, { session });
        }
        return true;
      },
      {
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority', journal: true },
        timeoutMS: MAX_TRANSACTION_MS,
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
