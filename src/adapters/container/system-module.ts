import { ContainerModule } from 'inversify';
import { inProcessBus } from '../event-bus/in-process-bus.js';
import { makeLogger } from '../logging/logger.js';
import { makeMetrics } from '../metrics/metrics.js';
import { redisBus } from '../redis/redis-bus.js';
import { apiKeyGenerator } from '../system/api-key-generator.js';
import { systemClock } from '../system/system-clock.js';
import { uuidGenerator } from '../system/uuid-generator.js';
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
