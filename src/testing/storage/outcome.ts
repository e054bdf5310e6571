import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';

/** The result of a task; throws if the task ends with an error. */
export const rightOf = async <F, A>(task: TaskEither<F, A>): Promise<A> => {
  const outcome = await task();
  if (E.isLeft(outcome)) throw new Error(`expected a result, got ${JSON.stringify(outcome.left)}`);
  return outcome.right;
};

/** The error that a task ends with; throws if the task succeeds. */
export const leftOf = async <F, A>(task: TaskEither<F, A>): Promise<F> => {
  const outcome = await task();
  if (E.isRight(outcome)) throw new Error(`expected an error, got ${JSON.stringify(outcome.right)}`);
  return outcome.left;
};

/** What a task finds; throws if it finds nothing or ends with an error. */
export const someOf = async <F, A>(task: TaskEither<F, O.Option<A>>): Promise<A> => {
  const found = await rightOf(task);
  if (O.isNone(found)) throw new Error('expected to find something');
  return found.value;
};
