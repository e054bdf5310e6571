import { ContainerModule } from 'inversify';
import { findSiblings } from '../../processes/siblings.js';
import { redisLimiter } from '../outbound/redis/redis-limiter.js';
import { apiKeyGenerator } from '../outbound/system/api-key-generator.js';
import { makeGiveWay } from '../outbound/system/give-way.js';
import { inProcessBus } from '../outbound/system/in-process-bus.js';
import { makeLogger } from '../outbound/system/logger.js';
import { makeLoopLag } from '../outbound/system/loop-lag.js';
import { makeMetrics } from '../outbound/system/metrics.js';
import { memoryLimiter } from '../outbound/system/new-limiter.js';
import { systemClock } from '../outbound/system/system-clock.js';
import { uuidGenerator } from '../outbound/system/uuid-generator.js';
import { single } from './single.js';
import { TOKENS as T } from './tokens.js';

const { config, logger, owner, siblings } = T;

/** The process and the machine it runs on. */
export const systemModule = new ContainerModule(({ bind }) => {
  bind(T.clock).toConstantValue(systemClock);
  bind(T.giveWay).toConstantValue(makeGiveWay());
  bind(T.ids).toConstantValue(uuidGenerator);
  bind(T.keys).toConstantValue(apiKeyGenerator);
  bind(T.owner).toConstantValue(uuidGenerator.next());
  single(bind(T.siblings), {}, findSiblings);
  single(bind(T.logger), { config, siblings }, ({ config, siblings }) =>
    makeLogger({ ...config, process: siblings?.number ?? null }),
  );
  single(bind(T.metrics), { siblings }, ({ siblings }) => makeMetrics(siblings?.metrics ?? null));
  single(bind(T.loopLag), {}, makeLoopLag).onDeactivation(({ stop }) => stop());
  single(bind(T.redisBus), { config, logger, owner }, async ({ config: { redisUrl }, logger, owner }) => {
    if (redisUrl === null) return null;
    const { redisBus } = await import('../outbound/redis/redis-bus.js');
    return redisBus(redisUrl, inProcessBus(logger), owner, logger);
  }).onDeactivation((bus) => bus?.close());
  // Once the storage is open: one that cannot be opened has been told by then.
  const afterStorage = { config, storage: T.storage, logger, owner };
  single(bind(T.postgresBus), afterStorage, async ({ config: { storage, redisUrl }, logger, owner }) => {
    if (redisUrl !== null || storage.engine !== 'postgres') return null;
    const { postgresBus } = await import('../outbound/storage/sql/postgres-bus.js');
    return postgresBus(storage, inProcessBus(logger), owner, logger);
  }).onDeactivation((bus) => bus?.close());
  single(
    bind(T.bus),
    { redisBus: T.redisBus, postgresBus: T.postgresBus, logger },
    ({ redisBus, postgresBus, logger }) => redisBus ?? postgresBus ?? inProcessBus(logger),
  );
  single(bind(T.newLimiter), { redisBus: T.redisBus, siblings }, ({ redisBus, siblings }) =>
    redisBus === null ? (siblings?.newLimiter ?? memoryLimiter) : redisLimiter(redisBus.redis.commands),
  );
});
