import { makeCallHistory } from './call-history.js';
import { type Company, SMALL_COMPANY } from './company.js';
import { dialpadIds } from './dialpad-ids.js';
import { makeFaults } from './faults.js';
import { makeGrants } from './grants.js';
import { DIALPAD_LIMITS, makeLimiter } from './limits.js';
import type { OauthApp } from './oauth.js';
import { makeRequestLog } from './request-log.js';
import type { SimulatedDialpadOptions } from './simulated-dialpad-options.js';
import { makeSubscriptions } from './subscriptions.js';
import { makeWebhooks } from './webhooks.js';

export type SimulationState = ReturnType<typeof makeSimulationState>;

const DEFAULT_APP: OauthApp = {
  clientId: 'simulated-client',
  clientSecret: 'simulated-client-secret',
  redirectUri: null,
};

/** Everything that a simulated Dialpad holds while it runs. */
export const makeSimulationState = (options: SimulatedDialpadOptions) => {
  const { pageSize = 50, limits = DIALPAD_LIMITS } = options;
  const company: Company = options.company ?? SMALL_COMPANY;
  const app: OauthApp = { ...DEFAULT_APP, ...options.app };
  const nextId = dialpadIds(4);
  const webhooks = makeWebhooks(nextId, pageSize);
  return {
    company,
    app,
    apiKey: options.apiKey ?? 'simulated-api-key',
    pageSize,
    nextId,
    webhooks,
    subscriptions: makeSubscriptions(nextId, webhooks, pageSize),
    calls: makeCallHistory(pageSize),
    grants: makeGrants({
      accessTokenSeconds: options.accessTokenSeconds ?? 3_600,
      codeSeconds: options.codeSeconds ?? 600,
      rotates: options.rotatesRefreshTokens ?? true,
    }),
    limiter: makeLimiter(limits),
    faults: makeFaults(),
    requests: makeRequestLog(),
  };
};

/** Removes everything but the company, the application and the API key. */
export const resetState = ({
  grants,
  webhooks,
  subscriptions,
  calls,
  limiter,
  faults,
  requests,
}: SimulationState): void => {
  grants.revoke();
  grants.setConsent(true);
  for (const part of [webhooks, subscriptions, calls, limiter, faults, requests]) part.clear();
};
