import { setTimeout as pause } from 'node:timers/promises';
import type { AppId } from '../../../../domain/ids.js';
import type { Collections, Intent, Payload } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { Busy, isDuplicate } from './mongo-errors.js';
import { write } from './mongo-payload.js';

/*
 * Where the server has no transactions only one document changes at a time, and a step may be several. So each step goes by the
 * documents of the streams of the apps that it writes for:
 *
 * (a) take: `intent` is set where there is none, and so nobody else writes for this app;
 * (b) look, whether everything still is as the step supposes;
 * (c) decide: all that is to be written goes into the intent. This is one write, and from here on the step has happened. A step for
 *     several apps is decided in the stream of the first of them, the leader; the others' intents name it, and count as decided when
 *     the leader's is;
 * (d) write it out, each document only if it still is as it was at (b), and take the intents away, the leader's last.
 *
 * Whoever dies before (c) has done nothing, and another takes the streams over after a while. Whoever dies after (c) has done it all:
 * whoever comes next finds the intent and writes out what is missing. A slow process that still writes out what others have finished
 * long since changes nothing, for no document is as it was.
 */

/** How long to wait for one's turn, in milliseconds. */
const MAX_WAIT_MS = 10_000;

/** Waits for the app's stream and takes it; answers with how far it has come. */
export const take = async (access: MongoAccess, appId: AppId, intent: Intent): Promise<number> => {
  const { streams } = access.collections;
  const deadline = performance.now() + MAX_WAIT_MS;
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
    else if (found.intent !== null) {
      const now = performance.now();
      if (now > deadline) throw new Busy('others keep writing for the same app');
      // By our own clock, and only as long as the same intent stands: no two clocks have to agree.
      if (found.intent.id !== standing.id) standing = { id: found.intent.id, since: now };
      await makeWay(access.collections, appId, found.intent, now - standing.since > access.abandonedAfterMs);
      await pause(2 + Math.random() * 8);
    }
  }
};

/** The stream of an app that has none yet. */
const begin = async ({ streams }: Collections, appId: AppId): Promise<void> => {
  try {
    await streams.insertOne({ _id: appId, seq: 0, intent: null });
  } catch (thrown) {
    if (!isDuplicate(thrown)) throw thrown;
  }
};

/** Finishes what somebody else has decided, and takes away what was not and is abandoned. */
const makeWay = async (
  collections: Collections,
  appId: AppId,
  { id, leader }: Intent,
  abandoned: boolean,
): Promise<void> => {
  if (abandoned) await giveUp(collections, leader, id);
  const led = await collections.streams.findOne(
    { _id: leader, 'intent.id': id },
    { projection: { 'intent.decided': 1 } },
  );
  if (led?.intent?.decided === true) await complete(collections, leader);
  // The leader's intent goes last where the step was decided, and first where it was given up: so it was, and never can be decided.
  else if (led === null) await takeAway(collections, appId, id);
};

/** Keeps what is to be written for an app other than the leader; false if the stream was taken over in the meantime. */
export const prepare = async (
  { streams }: Collections,
  appId: AppId,
  { id }: Intent,
  payload: Payload,
): Promise<boolean> => {
  const { matchedCount } = await streams.updateOne(
    { _id: appId, 'intent.id': id },
    { $set: { 'intent.payload': payload } },
  );
  return matchedCount === 1;
};

/** Decides a step; false if the stream was taken over in the meantime, and nothing has happened nor will. */
export const decide = async ({ streams }: Collections, intent: Intent): Promise<boolean> => {
  const { id, leader } = intent;
  const { matchedCount } = await streams.updateOne(
    { _id: leader, 'intent.id': id, 'intent.decided': false },
    { $set: { intent: { ...intent, decided: true } } },
  );
  return matchedCount === 1;
};

/** Gives a step up that was not decided, in all the streams that were taken for it; one that was decided after all stands. */
export const giveBack = async (
  collections: Collections,
  { id, leader }: Intent,
  taken: readonly AppId[],
): Promise<void> => {
  await giveUp(collections, leader, id);
  const followers = taken.filter((appId) => appId !== leader);
  if (followers.length === 0) return;
  const led = await collections.streams.findOne({ _id: leader, 'intent.id': id }, { projection: { seq: 1 } });
  if (led !== null) return;
  for (const follower of followers) await takeAway(collections, follower, id);
};

/** From here on the step cannot be decided any more, unless it is already. */
const giveUp = async ({ streams }: Collections, leader: AppId, id: string): Promise<void> => {
  await streams.updateOne({ _id: leader, 'intent.id': id, 'intent.decided': false }, { $set: { intent: null } });
};

const takeAway = async ({ streams }: Collections, appId: AppId, id: string): Promise<void> => {
  await streams.updateOne({ _id: appId, 'intent.id': id }, { $set: { intent: null } });
};

/** Writes out what was decided in an app's stream, if there is anything. Anybody may, any number of times. */
export const complete = async (collections: Collections, leader: AppId): Promise<void> => {
  const stream = await collections.streams.findOne({ _id: leader, 'intent.decided': true });
  const intent = stream?.intent ?? null;
  if (intent === null) return;
  const followers = collections.streams.find({ _id: { $in: [...intent.followers] }, 'intent.id': intent.id });
  const payloads = new Map(
    (await followers.toArray()).map((follower) => [follower._id, follower.intent?.payload ?? null]),
  );
  await writeOut(collections, intent, payloads);
};

/** Writes out whatever processes that are gone have decided and not written out. */
export const completeAll = async (collections: Collections): Promise<void> => {
  const decided = collections.streams.find({ 'intent.decided': true }, { projection: { seq: 1 } });
  for (const { _id } of await decided.toArray()) await complete(collections, _id);
};

/** Writes out a decided step: what is to be written for the other apps, then for the leader. */
export const writeOut = async (
  collections: Collections,
  { id, leader, payload }: Intent,
  followers: ReadonlyMap<AppId, Payload | null>,
): Promise<void> => {
  await Promise.all([...followers].map(([appId, theirs]) => writeOutFor(collections, appId, id, theirs)));
  await writeOutFor(collections, leader, id, payload);
};

/** The stream moves on with the intent's going: what is not written out yet is not there to be read. */
const writeOutFor = async (
  collections: Collections,
  appId: AppId,
  id: string,
  payload: Payload | null,
): Promise<void> => {
  if (payload !== null) await write(collections, payload, {});
  const seq = payload?.events.at(-1)?.seq;
  const written = { intent: null, ...(seq === undefined ? {} : { seq }) };
  await collections.streams.updateOne({ _id: appId, 'intent.id': id }, { $set: written });
};
