import * as E from 'fp-ts/lib/Either.js';
import type { ProcessEvents } from '../../../application/events/process-events.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { Metrics } from './metrics.js';

/** The same use case; how long each event took from its receipt is measured. */
export const meteredProcessing =
  (process: ProcessEvents, metrics: Pick<Metrics, 'processed'>, clock: Clock): ProcessEvents =>
  (events) =>
  async () => {
    const done = await process(events)();
    if (E.isLeft(done)) return done;
    const now = clock.now();
    // What is asked for again is late on purpose.
    for (const { receivedAt, replayed } of events) if (!replayed) metrics.processed((now - receivedAt) / 1000);
    return done;
  };
