import { ContainerModule } from 'inversify';
import { redisBus } from '../outbound/redis/redis-bus.js';
import { apiKeyGenerator } from '../outbound/system/api-key-generator.js';
import { inProcessBus } from '../outbound/system/in-process-bus.js';
import { makeLogger } from '../outbound/system/logger.js';
import { makeMetrics } from '../outbound/system/metrics.js';
import { systemClock } from '../outbound/system/system-clock.js';
import { uuidGenerator } from '../outbound/system/uuid-generator.js';
import { TOKENS as T } from './tokens.js';

/** The process and the machine it runs on. */
export const systemModule = new ContainerModule(({ bind }) => {
  bind(T.logger)
    .toResolvedValue((config) => makeLogger(config), [T.config])
    .inSingletonScope();
  bind(T.clock).toConstantValue(systemClock);
  bind(T.ids).toConstantValue(uuidGenerator);
  bind(T.keys).toConstantValue(apiKeyGenerator);
  bind(T.owner).toConstantValue(uuidGenerator.next());
  bind(T.metrics).toResolvedValue(makeMetrics).inSingletonScope();
  bind(T.redisBus)
    .toResolvedValue(
      ({ redisUrl }, logger, owner) =>
        redisUrl === null ? null : redisBus(redisUrl, inProcessBus(logger), owner, logger),
      [T.config, T.logger, T.owner],
    )
    .inSingletonScope()
    .onDeactivation((bus) => bus?.close());
  bind(T.bus)
    .toResolvedValue((joined, logger) => joined ?? inProcessBus(logger), [T.redisBus, T.logger])
    .inSingletonScope();
});
