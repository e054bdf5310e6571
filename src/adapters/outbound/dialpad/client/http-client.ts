import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhenResult,
  type IBackoffFactory,
  type IRetryBackoffContext,
  retry,
  TimeoutStrategy,
  timeout,
} from 'cockatiel';
import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { Clock } from '../../../../application/ports/clock.js';
import type { Logger } from '../../../../application/ports/logger.js';
import type { PhoneSystemUnavailable } from '../../../../application/ports/phone-system.js';
import { exchange, type HttpAnswer, type HttpRequest, isSuccess, type NoAnswer } from './http-exchange.js';
import { TUNING, type Tuning } from './tuning.js';
import { unavailable } from './unavailable.js';

/**
 * Sends a request until it is answered: with success, or with a refusal (3xx, 4xx) that stays one. `turn` is awaited before each
 * attempt.
 */
export type HttpClient = (
  request: HttpRequest,
  turn: TE.TaskEither<PhoneSystemUnavailable, void>,
) => TE.TaskEither<PhoneSystemUnavailable, HttpAnswer>;

/** An attempt that did not get an answer to go by. */
const Trouble = t.type({
  _tag: t.literal('Trouble'),
  detail: t.string,
  retryAfterMs: t.union([t.number, t.null]),
  /** The phone system does not work; it counts towards opening the circuit. Being too fast for it does not. */
  isOutage: t.boolean,
  /** Whether the request may be sent again without doing anything twice. */
  isRepeatable: t.boolean,
});
type Trouble = t.TypeOf<typeof Trouble>;

type Attempt =
  | { readonly _tag: 'Answered'; readonly answer: HttpAnswer }
  | { readonly _tag: 'NotSent'; readonly error: PhoneSystemUnavailable }
  | Trouble;

const TOO_MANY_REQUESTS = 429;

/**
 * The one way to the phone system at this address. Requests get a timeout for each attempt and are tried again where that is safe and
 * may help; after several outages in a row all are refused at once for a while, then one may try (a circuit breaker).
 */
export const makeHttpClient = (
  { baseUrl, clock, logger }: { readonly baseUrl: string; readonly clock: Clock; readonly logger: Logger },
  tuning: Partial<Tuning> = {},
): HttpClient => {
  const tuned: Tuning = { ...TUNING, ...tuning };
  const patience = timeout(tuned.timeout, TimeoutStrategy.Cooperative);
  const circuit = makeCircuit(baseUrl, clock, logger, tuned);
  const again = retry(
    handleWhenResult((result) => Trouble.is(result) && mayRepeat(result, tuned)),
    {
      maxAttempts: tuned.retries,
      backoff: pauses(new ExponentialBackoff({ initialDelay: tuned.firstPause, maxDelay: tuned.longestPause })),
    },
  );

  const once = (request: HttpRequest): Promise<Attempt> =>
    patience.execute(async ({ signal }) => attemptOf(request, await exchange(baseUrl, request, signal, clock)));

  return (request, turn) => async () => {
    const attempt = await again.execute(async (): Promise<Attempt> => {
      // Before the wait for a turn, so that nobody queues up in front of a closed door.
      const closed = circuit.refusal();
      if (closed !== null) return { _tag: 'NotSent', error: closed };
      const admitted = await turn();
      return E.isLeft(admitted) ? { _tag: 'NotSent', error: admitted.left } : circuit.through(() => once(request));
    });
    switch (attempt._tag) {
      case 'Answered':
        return E.right(attempt.answer);
      case 'NotSent':
        return E.left(attempt.error);
      case 'Trouble':
        return E.left(unavailable(attempt.detail, attempt.retryAfterMs));
      default:
        return attempt satisfies never;
    }
  };
};

const attemptOf = (request: HttpRequest, outcome: HttpAnswer | NoAnswer): Attempt => {
  const { name, isRepeatable, wantsJson } = request;
  const trouble = (detail: string, more: Partial<Trouble>): Trouble => ({
    _tag: 'Trouble',
    detail: `${name}: ${detail}`,
    retryAfterMs: null,
    isOutage: true,
    isRepeatable,
    ...more,
  });
  if ('cause' in outcome) return trouble(outcome.cause, { isRepeatable: isRepeatable || outcome.isUnsent });
  const { status, json, isHtml } = outcome;
  const asked = { retryAfterMs: outcome.retryAfterMs };
  // Refused before anything was done.
  if (status === TOO_MANY_REQUESTS) return trouble('429', { ...asked, isOutage: false, isRepeatable: true });
  if (status >= 500) return trouble(String(status), asked);
  if (isSuccess(outcome) && wantsJson && json === null)
    return trouble(`${status}, but with ${isHtml ? 'HTML' : 'something other than a JSON object'}`, asked);
  return { _tag: 'Answered', answer: outcome };
};

const mayRepeat = ({ isRepeatable, retryAfterMs }: Trouble, { longestRetryAfter }: Tuning): boolean =>
  isRepeatable && (retryAfterMs ?? 0) <= longestRetryAfter;

type RetryContext = IRetryBackoffContext<unknown>;

/** The pauses of a generator, but never shorter than the phone system asks for. */
const pauses = (generator: IBackoffFactory<RetryContext>): IBackoffFactory<RetryContext> => ({
  next: (context) => {
    const pause = generator.next(context);
    const failed = 'value' in context.result ? context.result.value : null;
    const asked = Trouble.is(failed) ? (failed.retryAfterMs ?? 0) : 0;
    return { duration: Math.max(asked, pause.duration), next: pauses(pause).next };
  },
});

interface Circuit {
  /** Why nothing goes through now; null if something may. */
  readonly refusal: () => PhoneSystemUnavailable | null;
  readonly through: (once: () => Promise<Attempt>) => Promise<Attempt>;
}

const makeCircuit = (baseUrl: string, clock: Clock, logger: Logger, tuned: Tuning): Circuit => {
  const isOutage = (result: unknown): result is Trouble => Trouble.is(result) && result.isOutage;
  const breaker = circuitBreaker(handleWhenResult(isOutage), {
    halfOpenAfter: tuned.openFor,
    breaker: new ConsecutiveBreaker(tuned.outagesToOpen),
  });
  /** Null while the circuit is closed. */
  let open: { readonly cause: string; readonly until: number } | null = null;

  breaker.onBreak((reason) => {
    const cause = 'value' in reason && isOutage(reason.value) ? reason.value.detail : 'failing';
    // It opens anew each time that a trial fails; the log tells of an outage once.
    if (open === null) logger.warn({ base_url: baseUrl, cause }, 'Dialpad does not answer as it should');
    open = { cause, until: clock.now() + tuned.openFor };
  });
  breaker.onReset(() => {
    open = null;
    logger.info({ base_url: baseUrl }, 'Dialpad answers again');
  });

  const refusal = (): PhoneSystemUnavailable | null => {
    const left = open === null ? 0 : open.until - clock.now();
    return open === null || left <= 0 ? null : unavailable(`not asked, after several failures (${open.cause})`, left);
  };

  return {
    refusal,
    through: async (once) => {
      try {
        return await breaker.execute(once);
      } catch (thrown) {
        // It opened while this request waited for its turn.
        if (!(thrown instanceof BrokenCircuitError)) throw thrown;
        return { _tag: 'NotSent', error: refusal() ?? unavailable('not asked, after several failures', null) };
      }
    },
  };
};
