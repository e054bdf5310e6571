import type { AppId } from '../../../../domain/ids.js';
import type { Collections, Intent, Payload } from './mongo-collections.js';
import { write } from './mongo-payload.js';

/*
 * Part (d) of a step, as mongo-intents.ts describes it. Any process may write out a decided step, any number of times.
 */

/** Writes out every decided step that is not written out yet, such as those of processes that died. */
export const completeDecidedSteps = async (collections: Collections): Promise<void> => {
  const decided = collections.streams.find({ 'intent.decided': true }, { projection: { seq: 1 } });
  for (const { _id } of await decided.toArray()) await completeStep(collections, _id);
};

/** Writes out the step that is decided in an app's stream, if there is one. */
export const completeStep = async (collections: Collections, leader: AppId): Promise<void> => {
  const stream = await collections.streams.findOne({ _id: leader, 'intent.decided': true });
  const intent = stream?.intent ?? null;
  if (intent === null) return;
  const followers = collections.streams.find({ _id: { $in: [...intent.followers] }, 'intent.id': intent.id });
  const payloads = new Map(
    (await followers.toArray()).map((follower) => [follower._id, follower.intent?.payload ?? null]),
  );
  await writeOut(collections, intent, payloads);
};

/** Writes out a decided step: first for the followers, then for the leader. */
export const writeOut = async (
  collections: Collections,
  { id, leader, payload }: Intent,
  followers: ReadonlyMap<AppId, Payload | null>,
): Promise<void> => {
  await Promise.all([...followers].map(([appId, ofFollower]) => writeOutFor(collections, appId, id, ofFollower)));
  await writeOutFor(collections, leader, id, payload);
};

/** Raises the stream's `seq` in the write that removes the intent, so that readers see either all of the step's events or none. */
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
