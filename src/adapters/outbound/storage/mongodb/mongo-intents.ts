import { setTimeout as pause } from 'node:timers/promises';
import type { AppId } from '../../../../domain/ids.js';
import type { Collections, Intent, Payload } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { Busy, isDuplicate } from './mongo-errors.js';
import { completeStep } from './mongo-write-out.js';

/*
 * Without transactions the server changes one document at a time, but a step may change several. So a step uses the stream documents
 * of the apps that it writes for, as locks and as a log of what is to be written:
 *
 * (a) Acquire: set `intent` in the stream of each app where it is null. While it is set, no other step writes for this app.
 * (b) Read: check that everything is as the step assumes.
 * (c) Decide: store all that is to be written in the intent, and set `decided`. This is one write; from here on the step has happened.
 *     A step for several apps is decided in the stream of the first of them, the leader. The intents of the others, the followers,
 *     name the leader and count as decided when the leader's intent is.
 * (d) Write out: write each document, only if it still is as it was at (b), then remove the intents, the leader's last.
 *
 * A process that dies before (c) has done nothing, and another process removes its intents after a while. A process that dies after
 * (c) has done the whole step: the next process that finds the intent writes what is missing. A slow process may still write out a
 * step that others finished long ago. That changes nothing, because no document is as it was at (b).
 */

/** How long a step waits for the stream of an app, in milliseconds. */
export const MAX_WAIT_MS = 10_000;

/**
 * (a) Waits for an app's stream and acquires it for this step. Answers with the newest event that can be read; throws `Busy` after
 * `MAX_WAIT_MS`.
 */
export const acquire = async (access: MongoAccess, appId: AppId, intent: Intent): Promise<number> => {
  const { streams } = access.collections;
  const deadline = performance.now() + MAX_WAIT_MS;
  let blocking = { id: '', since: 0 };
  for (;;) {
    const acquired = await streams.findOneAndUpdate(
      { _id: appId, intent: null },
      { $set: { intent } },
      { returnDocument: 'after' },
    );
    if (acquired !== null) return acquired.seq;
    const found = await streams.findOne({ _id: appId }, { projection: { 'intent.payload': 0 } });
    if (found === null) await createStream(access.collections, appId);
    else if (found.intent !== null) {
      const now = performance.now();
      if (now > deadline) throw new Busy('others keep writing for the same app');
      // Measured by this process alone, from when it first saw the intent: the clocks of two processes need not agree.
      if (found.intent.id !== blocking.id) blocking = { id: found.intent.id, since: now };
      const isAbandoned = now - blocking.since > access.abandonedAfterMs;
      await clearIntent(access.collections, appId, found.intent, isAbandoned);
      await pause(2 + Math.random() * 8);
    }
  }
};

/** Creates the stream of an app, unless another process was faster. */
const createStream = async ({ streams }: Collections, appId: AppId): Promise<void> => {
  try {
    await streams.insertOne({ _id: appId, seq: 0, intent: null });
  } catch (thrown) {
    if (!isDuplicate(thrown)) throw thrown;
  }
};

/** Writes out another process's step if it is decided; cancels it if it is not and is abandoned. */
const clearIntent = async (
  collections: Collections,
  appId: AppId,
  { id, leader }: Intent,
  isAbandoned: boolean,
): Promise<void> => {
  if (isAbandoned) await cancel(collections, leader, id);
  const led = await collections.streams.findOne(
    { _id: leader, 'intent.id': id },
    { projection: { 'intent.decided': 1 } },
  );
  if (led?.intent?.decided === true) await completeStep(collections, leader);
  // The leader's intent is removed last after a step is written out, and first when a step is cancelled. Here it was cancelled.
  else if (led === null) await removeIntent(collections, appId, id);
};

/** (c) Stores what is to be written for a follower; false if another process has removed the intent, so that nothing was stored. */
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

/** (c) Decides a step; false if another process has cancelled it, so that nothing has happened and nothing will. */
export const decide = async ({ streams }: Collections, intent: Intent): Promise<boolean> => {
  const { id, leader } = intent;
  const { matchedCount } = await streams.updateOne(
    { _id: leader, 'intent.id': id, 'intent.decided': false },
    { $set: { intent: { ...intent, decided: true } } },
  );
  return matchedCount === 1;
};

/** Cancels a step in all the streams that it acquired. A step that was decided after all stays decided. */
export const release = async (
  collections: Collections,
  { id, leader }: Intent,
  acquired: readonly AppId[],
): Promise<void> => {
  await cancel(collections, leader, id);
  const followers = acquired.filter((appId) => appId !== leader);
  if (followers.length === 0) return;
  const led = await collections.streams.findOne({ _id: leader, 'intent.id': id }, { projection: { seq: 1 } });
  if (led !== null) return;
  for (const follower of followers) await removeIntent(collections, follower, id);
};

/** Makes sure that the step can no longer be decided. Does nothing if it is decided already. */
const cancel = async ({ streams }: Collections, leader: AppId, id: string): Promise<void> => {
  await streams.updateOne({ _id: leader, 'intent.id': id, 'intent.decided': false }, { $set: { intent: null } });
};

const removeIntent = async ({ streams }: Collections, appId: AppId, id: string): Promise<void> => {
  await streams.updateOne({ _id: appId, 'intent.id': id }, { $set: { intent: null } });
};
