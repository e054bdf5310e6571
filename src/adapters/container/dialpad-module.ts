import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { ContainerModule } from 'inversify';
import { makeWithAccess, withApiKey } from '../../application/phone-system/access.js';
import { makeBeginConnect, makeFinishConnect, makeOpenConsent } from '../../application/phone-system/connect.js';
import { makeDisconnect } from '../../application/phone-system/disconnect.js';
import { makeInspectWebhook } from '../../application/phone-system/inspect-webhook.js';
import {
  makeProvisionWebhook,
  makeRemoveWebhook,
  makeRotateWebhookSecret,
} from '../../application/phone-system/provision-webhook.js';
import { makeSyncUsers } from '../../application/phone-system/sync-users.js';
import { recordOf } from '../../application/records/app-record.js';
import { NOT_CONNECTED } from '../../domain/dialpad-connection/dialpad-connection.js';
import { NO_WEBHOOK } from '../../domain/dialpad-connection/webhook.js';
import type { AppId } from '../../domain/ids.js';
import { vaultSecrets } from '../config/vault-secrets.js';
import { CONSENT_CALLBACK, CONSENT_START } from '../inbound/http/routes/consent-routes.js';
import { makeDialpadAuthorizer } from '../outbound/dialpad/client/dialpad-authorizer.js';
import { makeDialpadCallControl } from '../outbound/dialpad/client/dialpad-call-control.js';
import { makeDialpadPhoneSystem } from '../outbound/dialpad/client/dialpad-phone-system.js';
import { makeHttpClient } from '../outbound/dialpad/client/http-client.js';
import { makeRequestLimits } from '../outbound/dialpad/client/request-limits.js';
import { deliveryAuthenticator } from '../outbound/dialpad/delivery-authenticator.js';
import { payloadReader } from '../outbound/dialpad/payload-reader.js';
import { cachedWebhookSecrets } from '../outbound/storage/cached-webhook-secrets.js';
import { makeAesVault } from '../outbound/system/aes-vault.js';
import { single } from './single.js';
import { TOKENS as T } from './tokens.js';

const {
  config,
  storage,
  connections,
  webhooks,
  withAccess,
  phone,
  authorizer,
  vault,
  clock,
  leaseClock,
  logger,
  owner,
} = T;

/** 256 random bits, in the alphabet of RFC 7636 §4.1. */
const random = (): string => randomBytes(32).toString('base64url');

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

const pause = (ms: number): Promise<void> => sleep(ms);

/** Where Dialpad delivers an app's events to; null where the server does not know how Dialpad reaches it. */
const hookUrlAt =
  (publicUrl: string | null) =>
  (appId: AppId): string | null =>
    publicUrl === null ? null : `${publicUrl}/webhooks/dialpad/${appId}`;

/** Where a link is opened: beside the page that Dialpad sends the browser back to, which is this server's too. */
const startUrlAt =
  (redirectUri: string) =>
  (state: string): string => {
    const url = new URL(redirectUri);
    const prefix = url.pathname.endsWith(CONSENT_CALLBACK) ? url.pathname.slice(0, -CONSENT_CALLBACK.length) : '';
    return `${url.origin}${prefix}${CONSENT_START}?state=${encodeURIComponent(state)}`;
  };

/** What Dialpad sends, and the connection of apps to Dialpad. */
export const dialpadModule = new ContainerModule(({ bind }) => {
  bind(T.authenticator).toConstantValue(deliveryAuthenticator);
  bind(T.payloads).toConstantValue(payloadReader);
  single(bind(T.vault), { config }, ({ config }) => makeAesVault(vaultSecrets(config)));
  single(bind(T.connections), { storage, leaseClock }, ({ storage: { records }, leaseClock }) =>
    recordOf(records, 'connection', () => NOT_CONNECTED, leaseClock),
  );
  single(bind(T.webhooks), { storage, leaseClock }, ({ storage: { records }, leaseClock }) =>
    recordOf(records, 'webhook', () => NO_WEBHOOK, leaseClock),
  );
  single(bind(T.webhookSecrets), { webhooks, vault, clock, config }, ({ config, ...rest }) =>
    cachedWebhookSecrets({ ...rest, fallback: config.webhookSecret }),
  );

  single(bind(T.httpClient), { config, clock, logger }, ({ config, ...rest }) =>
    makeHttpClient({ baseUrl: config.dialpad.baseUrl, ...rest }),
  );
  single(bind(T.requestLimits), { newLimiter: T.newLimiter }, ({ newLimiter }) => makeRequestLimits(newLimiter));
  const api = { http: T.httpClient, limits: T.requestLimits };
  single(bind(T.phone), api, makeDialpadPhoneSystem);
  single(bind(T.callControl), api, makeDialpadCallControl);
  single(bind(T.authorizer), { http: T.httpClient, config }, ({ http, config: { dialpad } }) => {
    const { baseUrl, oauth, scopes } = dialpad;
    return oauth === null ? null : makeDialpadAuthorizer({ http, baseUrl, application: oauth, scopes });
  });
  single(
    bind(T.withAccess),
    { config, connections, authorizer, vault, clock, logger, owner },
    ({ config, authorizer, ...rest }) => {
      const { apiKey } = config.dialpad;
      if (apiKey !== null) return withApiKey(apiKey);
      if (authorizer === null) return () => TE.left({ _tag: 'NotConnected', broken: null });
      return makeWithAccess({ authorizer, pause, ...rest });
    },
  );

  const connecting = { connections, authorizer, vault, clock, logger };
  single(bind(T.beginConnect), { ...connecting, config }, ({ config: { dialpad }, ...deps }) =>
    makeBeginConnect({ random, digest, startUrlOf: startUrlAt(dialpad.oauth?.redirectUri ?? ''), ...deps }),
  );
  single(bind(T.openConsent), { ...connecting, storage }, ({ storage: { apps }, ...deps }) =>
    makeOpenConsent({ apps, random, digest, ...deps }),
  );
  single(bind(T.disconnect), connecting, makeDisconnect);
  single(
    bind(T.finishConnect),
    { ...connecting, phone, storage, catchUp: T.catchUp },
    ({ storage: { apps }, catchUp, ...rest }) =>
      makeFinishConnect({ apps, random, digest, onConnected: catchUp.kick, ...rest }),
  );

  const provisioning = { webhooks, withAccess, phone, vault, clock, owner };
  single(bind(T.provisionWebhook), { ...provisioning, config }, ({ config, ...rest }) =>
    makeProvisionWebhook({ hookUrlOf: hookUrlAt(config.publicUrl), random, ...rest }),
  );
  single(bind(T.inspectWebhook), { webhooks, withAccess, phone, config }, ({ config, ...rest }) =>
    makeInspectWebhook({ hookUrlOf: hookUrlAt(config.publicUrl), ...rest }),
  );
  single(bind(T.rotateWebhookSecret), provisioning, (deps) => makeRotateWebhookSecret({ random, ...deps }));
  single(bind(T.removeWebhook), provisioning, (deps) => makeRemoveWebhook({ random, ...deps }));

  single(
    bind(T.syncUsers),
    { withAccess, phone, storage, mapUsers: T.mapUsers },
    ({ storage: { mappings }, ...rest }) => makeSyncUsers({ mappings, ...rest }),
  );
});
