import { ContainerModule } from 'inversify';
import { makePrune } from '../../application/prune.js';
import { meteredProcessing } from '../metrics/metered-processing.js';
import { makeInboxWorker } from '../worker/inbox-worker.js';
import { makeJanitor } from '../worker/janitor.js';
import { makeKeyUseJournal } from '../worker/key-use-journal.js';
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
