import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StorageWatch } from '../inbound/worker/storage-watch.js';

/** The same write; the watch takes note of how it went. */
export const notingWrites =
  <Args extends readonly unknown[], F extends { readonly _tag: string }, A>(
    write: (...args: Args) => TaskEither<F, A>,
    { noteWrite }: Pick<StorageWatch, 'noteWrite'>,
  ) =>
  (...args: Args): TaskEither<F, A> =>
  async () => {
    const outcome = await write(...args)();
    noteWrite(outcome);
    return outcome;
  };
