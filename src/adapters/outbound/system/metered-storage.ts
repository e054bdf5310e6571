import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Storage } from '../../../application/ports/storage.js';
import { bugAsFault } from '../../../application/ports/storage-error.js';
import type { Metrics } from './metrics.js';

type AnyTask = TaskEither<{ readonly _tag: string }, unknown>;
type AnyPort = Readonly<Record<string, AnyTask | ((...args: never[]) => AnyTask)>>;

/** The same storage, with each operation timed under a name such as `calls.list`. An exception is a bug of ours and counts as a fault. */
export const meteredStorage = (storage: Storage, metrics: Pick<Metrics, 'storageAnswered'>): Storage => {
  const timed =
    (operation: string, task: AnyTask): AnyTask =>
    async () => {
      const began = performance.now();
      const outcome = await task().catch(bugAsFault);
      const seconds = (performance.now() - began) / 1000;
      metrics.storageAnswered(operation, E.isLeft(outcome) ? outcome.left._tag : 'ok', seconds);
      return outcome;
    };

  const metered = <P extends object>(port: string, methods: P): P =>
    Object.fromEntries(
      Object.entries(methods as AnyPort).map(([name, method]) => {
        const operation = `${port}.${name}`;
        // The other operations are functions that answer with a task.
        if (TASKS.has(operation)) return [name, timed(operation, method as AnyTask)];
        const ask = method as (...args: never[]) => AnyTask;
        return [name, (...args: never[]) => timed(operation, ask(...args))];
      }),
    ) as P;

  const { engine, ping, clock, changesOf, close, ...ports } = storage;
  const meteredPorts = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, metered(name, port)]));
  return {
    ...(engine === undefined ? {} : { engine }),
    ...(meteredPorts as typeof ports),
    ping: timed('ping', ping) as Storage['ping'],
    ...(clock === undefined ? {} : { clock }),
    ...(changesOf === undefined ? {} : { changesOf }),
    close,
  };
};

/** The operations without arguments, which are tasks themselves. */
const TASKS: ReadonlySet<string> = new Set(['inbox.stats', 'apps.onlyActive', 'events.positions', 'events.restart']);
