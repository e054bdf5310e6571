import { randomUUID } from 'node:crypto';
import { BSON } from 'mongodb';
import type { AppId } from '../../../../domain/ids.js';
import type { Collections, Intent, Payload, Within } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { Busy, TooLarge } from './mongo-errors.js';
import { acquire, decide, MAX_WAIT_MS, prepare, release } from './mongo-intents.js';
import { write } from './mongo-payload.js';
import { writeOut } from './mongo-write-out.js';

/** Answers with what to write for each app, given the newest event of each app's stream; with null to write nothing. */
export type Plan = (
  positions: ReadonlyMap<AppId, number>,
  within: Within,
) => Promise<ReadonlyMap<AppId, Payload> | null>;

/** In bytes. A BSON document may have 16 MiB; the rest is for the other fields of the document. */
const MAX_PAYLOAD_BYTES = 15 * 1024 * 1024;
/** How long a transaction is retried while others conflict with it, in milliseconds. */
const MAX_TRANSACTION_MS = 10_000;

/**
 * Writes for these apps what `plan` answers with: all of it or nothing. Nobody else writes for these apps between the plan and the
 * writing. False if nothing was written, because the plan is null or another process took over.
 */
export const writeForApps = (access: MongoAccess, apps: readonly AppId[], plan: Plan): Promise<boolean> => {
  // Always in the same order, so that two processes cannot wait for each other.
  const ordered = [...new Set(apps)].sort();
  return access.transactions === null
    ? access.turns(
        ordered,
        withinWait(() => writeByIntent(access, ordered, plan)),
      )
    : writeInTransaction(access.collections, access.transactions, ordered, plan);
};

/** A step that has waited too long for those before it is not begun: its caller has given up. */
const withinWait = <A>(step: () => Promise<A>): (() => Promise<A>) => {
  const deadline = performance.now() + MAX_WAIT_MS;
  return () => {
    if (performance.now() > deadline) throw new Busy('others keep writing for the same app');
    return step();
  };
};

const writeByIntent = async (access: MongoAccess, apps: readonly AppId[], plan: Plan): Promise<boolean> => {
  const [leader, ...followers] = apps;
  if (leader === undefined) return (await plan(new Map(), {})) !== null;

  const intent = { id: randomUUID(), leader, decided: false, followers, payload: null };
  const payloads = await decideStep(access, apps, intent, plan);
  if (payloads === null) return false;
  const ofFollowers = new Map(followers.map((appId) => [appId, payloads.get(appId) ?? null]));
  const decided = { ...intent, payload: payloads.get(leader) ?? null };
  const refusal = await writeOut(access.collections, decided, ofFollowers);
  if (refusal !== null) throw refusal;
  return true;
};

/** Parts (a) to (c) of a step; null if it was not decided. */
const decideStep = async (
  access: MongoAccess,
  apps: readonly AppId[],
  intent: Intent,
  plan: Plan,
): Promise<ReadonlyMap<AppId, Payload> | null> => {
  const { collections } = access;
  const positions = new Map<AppId, number>();
  try {
    for (const appId of apps) positions.set(appId, await acquire(access, appId, intent));
    const payloads = await plan(positions, {});
    if (payloads !== null && (await decideAll(collections, intent, payloads))) return payloads;
    await release(collections, intent, apps);
    return null;
  } catch (thrown) {
    // If this fails too, nothing is lost: another process removes an intent that is not decided.
    await release(collections, intent, [...positions.keys()]).catch(() => undefined);
    throw thrown;
  }
};

const decideAll = async (
  collections: Collections,
  intent: Intent,
  payloads: ReadonlyMap<AppId, Payload>,
): Promise<boolean> => {
  for (const payload of payloads.values()) requireSmall(payload);
  for (const appId of intent.followers) {
    const payload = payloads.get(appId);
    if (payload !== undefined && !(await prepare(collections, appId, intent, payload))) return false;
  }
  return decide(collections, { ...intent, payload: payloads.get(intent.leader) ?? null });
};

const requireSmall = (payload: Payload): void => {
  if (BSON.calculateObjectSize(payload) > MAX_PAYLOAD_BYTES) throw new TooLarge('more than one step can hold');
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
        for (const [appId, payload] of payloads) await writeFor(collections, appId, payload, { session });
        return true;
      },
      {
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority', journal: true },
        timeoutMS: MAX_TRANSACTION_MS,
      },
    ),
  );

/** Makes every other transaction that writes for the app wait or start again. Answers with the newest event of its stream. */
const lock = async ({ streams }: Collections, appId: AppId, within: Within): Promise<number> => {
  const stream = await streams.findOneAndUpdate(
    { _id: appId },
    { $inc: { turn: 1 }, $setOnInsert: { seq: 0, intent: null } },
    { ...within, upsert: true, returnDocument: 'after' },
  );
  return stream?.seq ?? 0;
};

const writeFor = async (collections: Collections, appId: AppId, payload: Payload, within: Within): Promise<void> => {
  await write(collections, payload, within);
  const seq = payload.events.at(-1)?.seq;
  if (seq !== undefined) await collections.streams.updateOne({ _id: appId }, { $set: { seq } }, within);
};
