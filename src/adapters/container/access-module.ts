import { ContainerModule } from 'inversify';
import { withAppKey, withInternalSecret } from '../inbound/http/access.js';
import { audited } from '../inbound/http/audited.js';
import { makeFailedAttempts } from '../inbound/http/failed-attempts.js';
import { makeGate } from '../inbound/http/gate.js';
import { makeKeptAnswers } from '../inbound/http/kept-answers.js';
import { makeRateLimit } from '../inbound/http/rate-limit.js';

import { single } from './single.js';
import { TOKENS as T } from './tokens.js';

const { config } = T;

const stopwatch = (): number => performance.now();

/** Who may call, and how often. */
export const accessModule = new ContainerModule(({ bind }) => {
  const limits = { config, newLimiter: T.newLimiter };
  single(bind(T.webhookLimit), limits, ({ config, newLimiter }) =>
    makeRateLimit('webhooks', config.rateLimits.webhooks, newLimiter),
  );
  single(bind(T.apiLimit), limits, ({ config, newLimiter }) => makeRateLimit('api', config.rateLimits.api, newLimiter));
  single(bind(T.internalLimit), limits, ({ config, newLimiter }) =>
    makeRateLimit('internal', config.rateLimits.internal, newLimiter),
  );

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
