import type { AppId } from '../../../../domain/ids.js';
import type { Collections, Intent, Payload } from './mongo-collections.js';
import { isRefusal } from './mongo-errors.js';
import { write, writeOneByOne } from './mongo-payload.js';

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

/**
 * Writes out a decided step: first for the followers, then for the leader. Answers with the first refusal if the server refuses some
 * of it; all that it takes is written then, and no inbox event is settled.
 */
export const writeOut = async (
  collections: Collections,
  { id, leader, payload }: Intent,
  followers: ReadonlyMap<AppId, Payload | null>,
): Promise<unknown> => {
  const refusals = await Promise.all(
    [...followers].map(([appId, ofFollower]) => writeOutFor(collections, appId, id, ofFollower)),
  );
  refusals.push(await writeOutFor(collections, leader, id, payload));
  return refusals.find((refusal) => refusal !== null) ?? null;
};

/** Raises the stream's `seq` in the write that removes the intent, so that readers see either all of the step's events or none. */
const writeOutFor = async (
  collections: Collections,
  appId: AppId,
  id: string,
  payload: Payload | null,
): Promise<unknown> => {
  const { refusal, seq } = payload === null ? NOTHING : await writeAccepted(collections, payload);
  const written = { intent: null, ...(seq === undefined ? {} : { seq }) };
  await collections.streams.updateOne({ _id: appId, 'intent.id': id }, { $set: written });
  return refusal;
};

interface Written {
  /** Why the server refused a document; null if it took them all. */
  readonly refusal: unknown;
  /** Of the last event that was written. */
  readonly seq: number | undefined;
}

const NOTHING: Written = { refusal: null, seq: undefined };

/** Writes a payload or, if the server refuses some of it, the rest, so that a document it never takes does not block the app. */
const writeAccepted = async (collections: Collections, payload: Payload): Promise<Written> => {
  try {
    await write(collections, payload, {});
    return { refusal: null, seq: payload.events.at(-1)?.seq };
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    return { refusal: thrown, seq: await writeOneByOne(collections, payload) };
  }
};
