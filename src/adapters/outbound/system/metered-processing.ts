import * as E from 'fp-ts/lib/Either.js';
import type { ProcessEvents } from '../../../application/events/process-events.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { Metrics } from './metrics.js';

/** The same use case, with the time from the receipt of each event to its commit measured. */
export const meteredProcessing =
  (process: ProcessEvents, metrics: Pick<Metrics, 'processed'>, clock: Clock): ProcessEvents =>
  (events) =>
  async () => {
    const done = await process(events)();
    if (E.isLeft(done)) return done;
    const now = clock.now();
    // A replayed event was received long ago: its time would say nothing.
    for (const { receivedAt, replayed } of events) if (!replayed) metrics.processed((now - receivedAt) / 1000);
    return done;
  };
