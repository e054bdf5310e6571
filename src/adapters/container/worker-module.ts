import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { ContainerModule } from 'inversify';
import { makeNoticeRestore, makeRememberPositions } from '../../application/events/notice-restore.js';
import { makePrune } from '../../application/events/prune.js';
import { makeInboxWorker } from '../inbound/worker/inbox-worker.js';
import { makeJanitor } from '../inbound/worker/janitor.js';
import { makeKeyUseJournal } from '../inbound/worker/key-use-journal.js';
import { makePositionKeeper } from '../inbound/worker/position-keeper.js';
import { makeSimulations } from '../inbound/worker/simulation.js';
import { knownPositionsFile } from '../outbound/system/known-positions-file.js';
import { meteredIngest } from '../outbound/system/metered-ingest.js';
import { meteredProcessing } from '../outbound/system/metered-processing.js';
import { notingWrites } from './noting-writes.js';
import { simulatedScenarios } from './simulated-scenarios.js';
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
        prune: makePrune({ apps, events, journal, audit, clock, nextTurn, retentionDays: config.retention }),
        logger,
      }),
  );
  single(
    bind(T.positionKeeper),
    { storage, config: T.config, logger },
    ({ storage: { engine, events }, config, logger }) => {
      const deps = { events, known: knownPositionsFile(join(config.dataDir, 'streams.json')) };
      return makePositionKeeper({
        noticeRestore: makeNoticeRestore(deps),
        remember: engine === 'memory' ? TE.right(true) : makeRememberPositions(deps),
        logger,
      });
    },
  );
  single(
    bind(T.simulations),
    { ingest: T.ingestWebhook, metrics: T.metrics, secrets: T.webhookSecrets, stopping: T.stopping, clock, logger },
    ({ ingest, metrics, stopping: { isStopping }, clock, ...rest }) =>
      makeSimulations({
        scenarios: simulatedScenarios(clock.now),
        ingest: meteredIngest(ingest, metrics),
        isStopping,
        ...rest,
      }),
  ).onDeactivation(({ close }) => close());
  single(bind(T.keyUse), { storage, logger }, ({ storage: { apiKeys }, logger }) =>
    makeKeyUseJournal({ apiKeys, logger }),
  );
});
