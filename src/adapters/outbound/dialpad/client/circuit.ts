import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleWhenResult } from 'cockatiel';
import type { Clock } from '../../../../application/ports/clock.js';
import type { Logger } from '../../../../application/ports/logger.js';
import type { PhoneSystemUnavailable } from '../../../../application/ports/phone-system.js';
import { type Attempt, Failure } from './attempt.js';
import type { Tuning } from './tuning.js';
import { unavailable } from './unavailable.js';

/** Refuses requests for a while after several outages in a row, then lets one try (a circuit breaker). */
export interface Circuit {
  /** Why nothing may be sent now; null if a request may. */
  readonly refusal: () => PhoneSystemUnavailable | null;
  /** Runs an attempt and counts its outcome. */
  readonly through: (send: () => Promise<Attempt>) => Promise<Attempt>;
}

interface OpenCircuit {
  readonly cause: string;
  readonly until: number;
}

export const makeCircuit = (
  baseUrl: string,
  clock: Clock,
  logger: Logger,
  { outagesToOpen, openFor }: Tuning,
): Circuit => {
  const breaker = circuitBreaker(handleWhenResult(isOutage), {
    halfOpenAfter: openFor,
    breaker: new ConsecutiveBreaker(outagesToOpen),
  });
  /** Null while the circuit is closed. */
  let open: OpenCircuit | null = null;

  breaker.onBreak((reason) => {
    const cause = 'value' in reason && isOutage(reason.value) ? reason.value.detail : 'failing';
    // The circuit opens again each time that a trial fails; an outage is logged only once.
    if (open === null) logger.warn({ base_url: baseUrl, cause }, 'Dialpad does not answer as it should');
    open = { cause, until: clock.now() + openFor };
  });
  breaker.onReset(() => {
    open = null;
    logger.info({ base_url: baseUrl }, 'Dialpad answers again');
  });

  const refusal = () => refusalOf(open, clock);
  return {
    refusal,
    through: async (send) => {
      try {
        return await breaker.execute(send);
      } catch (thrown) {
        // It opened while this request waited for its turn.
        if (!(thrown instanceof BrokenCircuitError)) throw thrown;
        return { _tag: 'NotSent', error: refusal() ?? unavailable('not asked, after several failures', null) };
      }
    },
  };
};

const isOutage = (result: unknown): result is Failure => Failure.is(result) && result.isOutage;

const refusalOf = (open: OpenCircuit | null, clock: Clock): PhoneSystemUnavailable | null => {
  const left = open === null ? 0 : open.until - clock.now();
  return open === null || left <= 0 ? null : unavailable(`not asked, after several failures (${open.cause})`, left);
};
