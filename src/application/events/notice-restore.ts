import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { EventLog, StreamPositions } from '../ports/event-log.js';
import type { KnownPositions, KnownPositionsStore } from '../ports/known-positions.js';
import type { StorageError } from '../ports/storage-error.js';

interface Deps {
  readonly events: Pick<EventLog, 'positions' | 'restart'>;
  readonly known: KnownPositionsStore;
}

/** Names of the log that are remembered. */
const MAX_EARLIER = 100;

/** Begins another log if the storage is older than what this server remembers of it; answers whether it did. For a start. */
export const makeNoticeRestore =
  ({ events, known }: Deps): TaskEither<StorageError, boolean> =>
  async () => {
    const [found, remembered] = [await events.positions(), await known.load()];
    if (E.isLeft(found)) return found;
    if (remembered === null || !isOlder(found.right, remembered)) return E.right(false);
    const restarted = await events.restart();
    return E.isLeft(restarted) ? restarted : E.right(true);
  };

/** A log that is unknown is one that another process began, or another database: not older. */
const isOlder = (found: StreamPositions, { stream, earlier, seqs }: KnownPositions): boolean =>
  earlier.includes(found.stream) ||
  (found.stream === stream && [...seqs].some(([appId, seq]) => (found.seqs.get(appId) ?? 0) < seq));

/** Remembers how far the log is; answers whether that could be stored. */
export const makeRememberPositions =
  ({
    events,
    known,
  }: Pick<Deps, 'known'> & { readonly events: Pick<EventLog, 'positions'> }): TaskEither<StorageError, boolean> =>
  async () => {
    const [found, before] = [await events.positions(), await known.load()];
    if (E.isLeft(found)) return found;
    const { stream, seqs } = found.right;
    const earlier = before === null ? [] : [before.stream, ...before.earlier].filter((name) => name !== stream);
    return E.right(await known.save({ stream, seqs, earlier: [...new Set(earlier)].slice(0, MAX_EARLIER) })());
  };
