import { isLeft } from 'fp-ts/lib/Either.js';
import { ContainerModule } from 'inversify';
import { makeOutageReport } from '../inbound/worker/outage-report.js';
import { makeStorageWatch } from '../inbound/worker/storage-watch.js';
import { groupCommit } from '../outbound/storage/group-commit.js';
import { engineOf } from '../outbound/storage/open-storage.js';
import { makeLeaseClock } from '../outbound/system/lease-clock.js';
import { meteredStorage } from '../outbound/system/metered-storage.js';
import { notingWrites } from './noting-writes.js';
import { single } from './single.js';
import { TOKENS as T } from './tokens.js';

/** The storage engine that the configuration names. */
export const storageModule = new ContainerModule(({ bind }) => {
  single(bind(T.storage), { config: T.config, metrics: T.metrics }, async ({ config, metrics }) => {
    const { open } = await engineOf(config.storage);
    const opened = await open({ migrates: config.dbAutoMigrate })();
    if (isLeft(opened)) throw new Error(opened.left.detail);
    return meteredStorage(opened.right, metrics);
  }).onDeactivation((storage) => storage.close());

  single(bind(T.leaseClock), { storage: T.storage, clock: T.clock }, async ({ storage, clock }) => {
    const leaseClock = makeLeaseClock(storage, clock);
    await leaseClock.read();
    return leaseClock;
  });
  single(bind(T.outages), { logger: T.logger }, ({ logger }) => makeOutageReport(logger));
  single(
    bind(T.storageWatch),
    { storage: T.storage, connections: T.connections, report: T.outages, leaseClock: T.leaseClock },
    ({ storage: { inbox, ping }, leaseClock, ...rest }) =>
      makeStorageWatch({ inbox, ping, readClock: leaseClock.read, ...rest }),
  ).onDeactivation((watch) => watch.stop());
  single(
    bind(T.inbox),
    { storage: T.storage, watch: T.storageWatch, worker: T.worker },
    ({ storage: { inbox }, watch, worker }) =>
      groupCommit({ ...inbox, append: notingWrites(inbox.append, watch) }, { recovered: worker.push }),
  );
});
