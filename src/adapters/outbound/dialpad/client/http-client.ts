import {
  ExponentialBackoff,
  handleWhenResult,
  type IBackoffFactory,
  type IRetryBackoffContext,
  type RetryPolicy,
  retry,
  TimeoutStrategy,
  timeout,
} from 'cockatiel';
import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { Clock } from '../../../../application/ports/clock.js';
import type { Logger } from '../../../../application/ports/logger.js';
import type { PhoneSystemUnavailable } from '../../../../application/ports/phone-system.js';
import { type Attempt, attemptOf, Failure } from './attempt.js';
import { makeCircuit } from './circuit.js';
import { exchange, type HttpAnswer, type HttpRequest } from './http-exchange.js';
import { TUNING, type Tuning } from './tuning.js';
import { type Unanswered, unavailable } from './unavailable.js';

/**
 * Sends a request until it is answered with success or with a refusal (3xx, 4xx) that will not pass. `turn` is awaited before each
 * attempt.
 */
export type HttpClient = (
  request: HttpRequest,
  turn: TE.TaskEither<PhoneSystemUnavailable, void>,
) => TE.TaskEither<Unanswered, HttpAnswer>;

/**
 * The client for the phone system at one address; all requests to it share one circuit breaker. Each attempt has a timeout, and a
 * request is tried again where that is safe and may help.
 */
export const makeHttpClient = (
  { baseUrl, clock, logger }: { readonly baseUrl: string; readonly clock: Clock; readonly logger: Logger },
  changes: Partial<Tuning> = {},
): HttpClient => {
  const tuning: Tuning = { ...TUNING, ...changes };
  const limited = timeout(tuning.timeout, TimeoutStrategy.Cooperative);
  const circuit = makeCircuit(baseUrl, clock, logger, tuning);
  const retries = retryPolicy(tuning);

  const send = (request: HttpRequest): Promise<Attempt> =>
    limited.execute(async ({ signal }) => attemptOf(request, await exchange(baseUrl, request, signal, clock)));

  return (request, turn) => async () => {
    const attempt = await retries.execute(async (): Promise<Attempt> => {
      // Checked before the wait for a turn too, so that no request queues up while the circuit is open.
      const refusal = circuit.refusal();
      if (refusal !== null) return { _tag: 'NotSent', error: refusal };
      const admitted = await turn();
      return E.isLeft(admitted) ? { _tag: 'NotSent', error: admitted.left } : circuit.through(() => send(request));
    });
    return answerOrError(attempt);
  };
};

const answerOrError = (attempt: Attempt): E.Either<Unanswered, HttpAnswer> => {
  switch (attempt._tag) {
    case 'Answered':
      return E.right(attempt.answer);
    case 'NotSent':
      return E.left(attempt.error);
    case 'Failure':
      return E.left(unansweredOf(attempt));
    default:
      return attempt satisfies never;
  }
};

const unansweredOf = ({ detail, retryAfterMs, why }: Failure): Unanswered => ({
  ...unavailable(detail, retryAfterMs),
  ...(why === null ? {} : { why }),
});

const retryPolicy = ({ retries, firstPause, maxPause, maxRetryAfter }: Tuning): RetryPolicy =>
  retry(
    handleWhenResult((result) => Failure.is(result) && mayRepeat(result, maxRetryAfter)),
    {
      maxAttempts: retries,
      backoff: pauses(new ExponentialBackoff({ initialDelay: firstPause, maxDelay: maxPause })),
    },
  );

const mayRepeat = ({ isRepeatable, retryAfterMs }: Failure, maxRetryAfter: number): boolean =>
  isRepeatable && (retryAfterMs ?? 0) <= maxRetryAfter;

type RetryContext = IRetryBackoffContext<unknown>;

/** The pauses of a generator, but never shorter than the phone system asks for. */
const pauses = (generator: IBackoffFactory<RetryContext>): IBackoffFactory<RetryContext> => ({
  next: (context) => {
    const pause = generator.next(context);
    const result = 'value' in context.result ? context.result.value : null;
    const retryAfterMs = Failure.is(result) ? (result.retryAfterMs ?? 0) : 0;
    return { duration: Math.max(retryAfterMs, pause.duration), next: pauses(pause).next };
  },
});
