import { ContainerModule } from 'inversify';
import { makePrune } from '../../application/events/prune.js';
import { makeInboxWorker } from '../inbound/worker/inbox-worker.js';
import { makeJanitor } from '../inbound/worker/janitor.js';
import { makeKeyUseJournal } from '../inbound/worker/key-use-journal.js';
import { meteredProcessing } from '../outbound/system/metered-processing.js';
import { notingWrites } from './noting-writes.js';
import { single } from './single.js';
import { TOKENS as T } from './tokens.js';

const { storage, clock, logger } = T;

/** What runs between requests. */
export const workerModule = new ContainerModule(({ bind }) => {
  single(
    bind(T.worker),
    {
      ...{ storage, process: T.processEvents, owner: T.owner, clock, logger, metrics: T.metrics },
      ...{ report: T.outages, watch: T.storageWatch, leaseClock: T.leaseClock },
    },
    ({ storage: { inbox }, process, metrics, watch, clock, leaseClock, ...rest }) =>
      makeInboxWorker({
        inbox,
        process: notingWrites(meteredProcessing(process, metrics, clock), watch),
        clock: leaseClock,
        ...rest,
      }),
  );
  single(
    bind(T.janitor),
    { storage, config: T.config, clock, logger },
    ({ storage: { apps, events, journal, audit }, config, clock, logger }) =>
      makeJanitor({
        prune: makePrune({ apps, events, journal, audit, clock, retentionDays: config.retention }),
        logger,
      }),
  );
  single(bind(T.keyUse), { storage, logger }, ({ storage: { apiKeys }, logger }) =>
    makeKeyUseJournal({ apiKeys, logger }),
  );
});
