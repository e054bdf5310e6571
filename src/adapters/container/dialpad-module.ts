import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { ContainerModule } from 'inversify';
import { makeCloseStaleCalls } from '../../application/backfill/close-stale-calls.js';
import { makeFillGaps } from '../../application/backfill/fill-gaps.js';
import { makeMarkWatched } from '../../application/backfill/mark-watched.js';
import { makeRequestBackfill } from '../../application/backfill/request-backfill.js';
import { makeWithAccess, type WithAccess, withApiKey } from '../../application/phone-system/access.js';
import type { NotConnected } from '../../application/phone-system/access-error.js';
import { makeBeginConnect, makeFinishConnect } from '../../application/phone-system/connect.js';
import { makeDisconnect } from '../../application/phone-system/disconnect.js';
import {
  makeProvisionWebhook,
  makeRemoveWebhook,
  makeRotateWebhookSecret,
} from '../../application/phone-system/provision-webhook.js';
import { makeSyncUsers } from '../../application/phone-system/sync-users.js';
import type { StorageError } from '../../application/ports/storage-error.js';
import { type RecordOf, recordOf } from '../../application/records/app-record.js';
import { beginCoverage } from '../../domain/coverage/coverage.js';
import { type DialpadConnection, NOT_CONNECTED } from '../../domain/dialpad-connection/dialpad-connection.js';
import { isWanted, NO_WEBHOOK, type Webhook } from '../../domain/dialpad-connection/webhook.js';
import type { AppId } from '../../domain/ids.js';
import { vaultSecrets } from '../config/vault-secrets.js';
import { makeCatchUp } from '../inbound/worker/catch-up.js';
import { makeDialpadAuthorizer } from '../outbound/dialpad/client/dialpad-authorizer.js';
import { makeDialpadPhoneSystem } from '../outbound/dialpad/client/dialpad-phone-system.js';
import { makeHttpClient } from '../outbound/dialpad/client/http-client.js';
import { makeRequestLimits } from '../outbound/dialpad/client/request-limits.js';
import { deliveryAuthenticator } from '../outbound/dialpad/delivery-authenticator.js';
import { payloadReader } from '../outbound/dialpad/payload-reader.js';
import { cachedWebhookSecrets } from '../outbound/storage/cached-webhook-secrets.js';
import { makeAesVault } from '../outbound/system/aes-vault.js';
import { TOKENS as T } from './tokens.js';

/** 256 random bits, in the alphabet of RFC 7636 §4.1. */
const random = (): string => randomBytes(32).toString('base64url');

const s256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

const NO_CONNECTION: NotConnected = { _tag: 'NotConnected', broken: null };

/** What comes from Dialpad, and what is asked of it. */
export const dialpadModule = new ContainerModule(({ bind }) => {
  bind(T.authenticator).toConstantValue(deliveryAuthenticator);
  bind(T.payloads).toConstantValue(payloadReader);

  bind(T.vault)
    .toResolvedValue((config) => makeAesVault(vaultSecrets(config)), [T.config])
    .inSingletonScope();

  bind(T.connections)
    .toResolvedValue(({ records }) => recordOf(records, 'connection', () => NOT_CONNECTED), [T.storage])
    .inSingletonScope();
  bind(T.webhooks)
    .toResolvedValue(({ records }) => recordOf(records, 'webhook', () => NO_WEBHOOK), [T.storage])
    .inSingletonScope();
  bind(T.coverage)
    .toResolvedValue(
      ({ records }, clock) => recordOf(records, 'coverage', () => beginCoverage(clock.now())),
      [T.storage, T.clock],
    )
    .inSingletonScope();

  bind(T.webhookSecrets)
    .toResolvedValue(
      (webhooks, vault, clock, { webhookSecret: fallback }) =>
        cachedWebhookSecrets({ webhooks, vault, clock, fallback }),
      [T.webhooks, T.vault, T.clock, T.config],
    )
    .inSingletonScope();

  bind(T.httpClient)
    .toResolvedValue(
      ({ dialpad: { baseUrl } }, clock, logger) => makeHttpClient({ baseUrl, clock, logger }),
      [T.config, T.clock, T.logger],
    )
    .inSingletonScope();
  bind(T.phone)
    .toResolvedValue(
      (http, bus) => makeDialpadPhoneSystem({ http, limits: makeRequestLimits(bus?.redis.commands ?? null) }),
      [T.httpClient, T.redisBus],
    )
    .inSingletonScope();
  bind(T.authorizer)
    .toResolvedValue(
      (http, { dialpad: { baseUrl, oauth, scopes } }) =>
        oauth === null ? null : makeDialpadAuthorizer({ http, baseUrl, application: oauth, scopes }),
      [T.httpClient, T.config],
    )
    .inSingletonScope();

  bind(T.withAccess)
    .toResolvedValue(
      ({ dialpad: { apiKey } }, connections, authorizer, vault, clock, logger, owner) => {
        if (apiKey !== null) return withApiKey(apiKey);
        if (authorizer === null) return () => TE.left(NO_CONNECTION);
        const pause = (ms: number): Promise<void> => sleep(ms);
        return makeWithAccess({ connections, authorizer, vault, clock, logger, owner, pause });
      },
      [T.config, T.connections, T.authorizer, T.vault, T.clock, T.logger, T.owner],
    )
    .inSingletonScope();

  bind(T.connecting)
    .toResolvedValue(
      (connections, authorizer, vault, clock, logger) => ({
        connections,
        beginConnect: makeBeginConnect({ connections, authorizer, vault, random, digest: s256, clock }),
        disconnect: makeDisconnect({ connections, authorizer, vault, clock, logger }),
      }),
      [T.connections, T.authorizer, T.vault, T.clock, T.logger],
    )
    .inSingletonScope();
  bind(T.finishConnect)
    .toResolvedValue(
      (connections, authorizer, phone, { apps }, vault, clock, logger, { kick: onConnected }) => {
        const crypto = { vault, random, digest: s256 };
        return makeFinishConnect({ connections, authorizer, phone, apps, ...crypto, clock, logger, onConnected });
      },
      [T.connections, T.authorizer, T.phone, T.storage, T.vault, T.clock, T.logger, T.catchUp],
    )
    .inSingletonScope();

  bind(T.provisioning)
    .toResolvedValue(
      (webhooks, withAccess, phone, vault, { publicUrl }, clock, owner) => {
        const common = { webhooks, withAccess, phone, vault, random, clock, owner };
        const hookUrlOf = (appId: AppId): string | null =>
          publicUrl === null ? null : `${publicUrl}/webhooks/dialpad/${appId}`;
        return {
          webhooks,
          provision: makeProvisionWebhook({ ...common, hookUrlOf }),
          rotateSecret: makeRotateWebhookSecret(common),
          remove: makeRemoveWebhook(common),
        };
      },
      [T.webhooks, T.withAccess, T.phone, T.vault, T.config, T.clock, T.owner],
    )
    .inSingletonScope();

  bind(T.syncUsers)
    .toResolvedValue(
      (withAccess, phone, { mappings }, mapUsers) => makeSyncUsers({ withAccess, phone, mappings, mapUsers }),
      [T.withAccess, T.phone, T.storage, T.mapUsers],
    )
    .inSingletonScope();
  bind(T.requestBackfill)
    .toResolvedValue(
      (coverage, withAccess, { kick }, clock) => makeRequestBackfill({ coverage, withAccess, kick, clock }),
      [T.coverage, T.withAccess, T.catchUp, T.clock],
    )
    .inSingletonScope();

  bind(T.catchUp)
    .toResolvedValue(
      (
        config,
        { apps, calls },
        connections,
        webhooks,
        coverage,
        withAccess,
        phone,
        payloads,
        applyObservations,
        clock,
        logger,
        owner,
      ) => {
        // A key is for one company: unasked, no call is looked up for an app that was not provisioned with it.
        const lookingUp = config.dialpad.apiKey === null ? withAccess : ofProvisioned(webhooks, withAccess);
        const listening = { coverage, withAccess, phone, payloads, calls, applyObservations, clock, logger, owner };
        const staleAfterMs = config.staleCallMinutes * 60_000;
        return makeCatchUp({
          apps,
          connectedApps: config.dialpad.apiKey === null ? connectedBy(connections) : provisioned(webhooks),
          watch: makeMarkWatched(listening),
          fillGaps: makeFillGaps(listening),
          closeStaleCalls: makeCloseStaleCalls({
            calls,
            withAccess: lookingUp,
            phone,
            payloads,
            applyObservations,
            clock,
            staleAfterMs,
          }),
          logger,
        });
      },
      [
        T.config,
        T.storage,
        T.connections,
        T.webhooks,
        T.coverage,
        T.withAccess,
        T.phone,
        T.payloads,
        T.applyObservations,
        T.clock,
        T.logger,
        T.owner,
      ],
    )
    .inSingletonScope();
});

const ofProvisioned =
  (webhooks: RecordOf<Webhook>, withAccess: WithAccess): WithAccess =>
  (appId, use) =>
  async () => {
    const found = await webhooks.read(appId)();
    if (E.isLeft(found)) return found;
    return O.isSome(found.right) && isWanted(found.right.value) ? withAccess(appId, use)() : E.left(NO_CONNECTION);
  };

const connectedBy = (connections: RecordOf<DialpadConnection>): TE.TaskEither<StorageError, readonly AppId[]> =>
  pipe(connections.all, TE.map(idsOf(({ status }) => status !== 'disconnected')));

/** One key is for one company: which apps are that company's only an administrator can say, and does so by asking for their webhook. */
const provisioned = (webhooks: RecordOf<Webhook>): TE.TaskEither<StorageError, readonly AppId[]> =>
  pipe(webhooks.all, TE.map(idsOf(isWanted)));

const idsOf =
  <A>(holds: (record: A) => boolean) =>
  (all: readonly (readonly [AppId, A])[]): readonly AppId[] =>
    all.flatMap(([appId, record]) => (holds(record) ? [appId] : []));
