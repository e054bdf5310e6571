import { ContainerModule } from 'inversify';
import { makePrune } from '../../application/events/prune.js';
import { makeInboxWorker } from '../inbound/worker/inbox-worker.js';
import { makeJanitor } from '../inbound/worker/janitor.js';
import { makeKeyUseJournal } from '../inbound/worker/key-use-journal.js';
import { meteredProcessing } from '../outbound/system/metered-processing.js';
import { TOKENS as T } from './tokens.js';

/** What goes on between requests. */
export const workerModule = new ContainerModule(({ bind }) => {
  bind(T.worker)
    .toResolvedValue(
      ({ inbox }, process, owner, clock, logger, metrics) =>
        makeInboxWorker({ owner, process: meteredProcessing(process, metrics, clock), inbox, clock, logger }),
      [T.storage, T.processEvents, T.owner, T.clock, T.logger, T.metrics],
    )
    .inSingletonScope();

  bind(T.janitor)
    .toResolvedValue(
      ({ apps, events, journal }, config, clock, logger) =>
        makeJanitor({ prune: makePrune({ apps, events, journal, clock, retentionDays: config.retention }), logger }),
      [T.storage, T.config, T.clock, T.logger],
    )
    .inSingletonScope();

  bind(T.keyUse)
    .toResolvedValue(({ apiKeys }, logger) => makeKeyUseJournal({ apiKeys, logger }), [T.storage, T.logger])
    .inSingletonScope();
});
