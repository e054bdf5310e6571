import { ContainerModule } from 'inversify';
import type { Config } from '../config/environment.js';
import { withAppKey, withInternalSecret } from '../inbound/http/access.js';
import { audited } from '../inbound/http/audited.js';
import { makeFailedAttempts } from '../inbound/http/failed-attempts.js';
import { makeGate } from '../inbound/http/gate.js';
import { makeOwnRateLimit, makeSharedRateLimit, type RateLimit } from '../inbound/http/rate-limit.js';
import type { RedisBus } from '../outbound/redis/redis-bus.js';
import { sharedLimiter } from '../outbound/redis/shared-limiter.js';
import { single } from './single.js';
import { TOKENS as T } from './tokens.js';

const { config, redisBus } = T;

const stopwatch = (): number => performance.now();

/** Who may call, and how often. */
export const accessModule = new ContainerModule(({ bind }) => {
  const limits = { config, redisBus };
  single(bind(T.webhookLimit), limits, ({ config, redisBus }) => limitOf('webhooks', config, redisBus));
  single(bind(T.apiLimit), limits, ({ config, redisBus }) => limitOf('api', config, redisBus));
  single(bind(T.internalLimit), limits, ({ config, redisBus }) => limitOf('internal', config, redisBus));

  const counting = { config };
  single(bind(T.webhookFailures), counting, ({ config }) => makeFailedAttempts(config.rateLimits.webhooks, stopwatch));
  single(bind(T.apiFailures), counting, ({ config }) => makeFailedAttempts(config.rateLimits.api, stopwatch));
  single(bind(T.internalFailures), counting, ({ config }) => makeFailedAttempts(config.rateLimits.internal, stopwatch));
  single(bind(T.consentFailures), counting, ({ config }) => makeFailedAttempts(config.rateLimits.internal, stopwatch));

  single(
    bind(T.gate),
    {
      ...{ authenticateKey: T.authenticateKey, knownAccess: T.knownAccess, redeemTicket: T.redeemTicket },
      ...{ failures: T.apiFailures, cachedKeys: T.cachedKeys, keys: T.keys },
    },
    ({ cachedKeys, keys, ...rest }) => makeGate({ isKnownKey: (key) => cachedKeys.isKnown(keys.hash(key)), ...rest }),
  );
  single(bind(T.guarded), { gate: T.gate, limit: T.apiLimit }, ({ gate, limit }) => withAppKey(gate, limit));
  single(
    bind(T.internal),
    { config, limit: T.internalLimit, failures: T.internalFailures },
    ({ config, limit, failures }) => withInternalSecret(config.internalApiSecret, limit, failures),
  );
  single(bind(T.audited), { internal: T.internal, recordAct: T.recordAct }, ({ internal, recordAct }) =>
    audited(internal, recordAct),
  );
});

/** All processes on one Redis count together. */
const limitOf = (name: keyof Config['rateLimits'], { rateLimits }: Config, bus: RedisBus | null): RateLimit =>
  bus === null
    ? makeOwnRateLimit(rateLimits[name], stopwatch)
    : makeSharedRateLimit(name, rateLimits[name], (options, shared) =>
        sharedLimiter(options, bus.redis.commands, shared),
      );
