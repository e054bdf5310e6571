import { ContainerModule } from 'inversify';
import type { Config } from '../config/environment.js';
import { withAppKey, withInternalSecret } from '../inbound/http/access.js';
import { audited } from '../inbound/http/audited.js';
import { makeFailedAttempts } from '../inbound/http/failed-attempts.js';
import { makeGate } from '../inbound/http/gate.js';
import { makeKeptAnswers } from '../inbound/http/kept-answers.js';
import { makeOwnRateLimit, makeSharedRateLimit, type RateLimit } from '../inbound/http/rate-limit.js';
import { memoryLimiter, type NewLimiter } from '../outbound/system/new-limiter.js';

import { single } from './single.js';
import { TOKENS as T } from './tokens.js';

const { config } = T;

const stopwatch = (): number => performance.now();

/** Who may call, and how often. */
export const accessModule = new ContainerModule(({ bind }) => {
  const limits = { config, newLimiter: T.newLimiter };
  single(bind(T.webhookLimit), limits, ({ config, newLimiter }) => limitOf('webhooks', config, newLimiter));
  single(bind(T.apiLimit), limits, ({ config, newLimiter }) => limitOf('api', config, newLimiter));
  single(bind(T.internalLimit), limits, ({ config, newLimiter }) => limitOf('internal', config, newLimiter));

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
  single(bind(T.kept), { storage: T.storage, clock: T.clock }, ({ storage: { changesOf }, clock }) =>
    makeKeptAnswers({ changesOf, clock }),
  );
  single(
    bind(T.internal),
    { config, limit: T.internalLimit, failures: T.internalFailures },
    ({ config, limit, failures }) => withInternalSecret(config.internalApiSecret, limit, failures),
  );
  single(bind(T.audited), { internal: T.internal, recordAct: T.recordAct }, ({ internal, recordAct }) =>
    audited(internal, recordAct),
  );
});

/** What one process counts alone is counted at once. */
const limitOf = (name: keyof Config['rateLimits'], { rateLimits }: Config, newLimiter: NewLimiter): RateLimit =>
  newLimiter === memoryLimiter
    ? makeOwnRateLimit(rateLimits[name], stopwatch)
    : makeSharedRateLimit(name, rateLimits[name], newLimiter);
