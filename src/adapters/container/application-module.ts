import { ContainerModule } from 'inversify';
import { makeApplyObservations } from '../../application/events/apply-observations.js';
import { makeIngestWebhook } from '../../application/events/ingest-webhook.js';
import { makeProcessEvents } from '../../application/events/process-events.js';
import { makeRetryEvent, makeRetryEvents } from '../../application/events/retry-events.js';
import { makeChangeApp, makeCreateApp } from '../../application/tenants/apps.js';
import { makeAuthenticateKey, makeRecheckAccess } from '../../application/tenants/authenticate-key.js';
import { makeRevokeKeys, makeRotateKey } from '../../application/tenants/keys.js';
import { makeMapUsers } from '../../application/tenants/map-users.js';
import { makeIssueTicket, makeRedeemTicket } from '../../application/tenants/tickets.js';
import { webhookAdmission } from '../inbound/http/rate-limit.js';
import { LEASE_MS } from '../inbound/worker/inbox-worker.js';
import { cachedKeys } from '../outbound/storage/cached-keys.js';
import { randomTicket } from '../outbound/system/random-ticket.js';
import { TOKENS as T } from './tokens.js';

/** The use cases, each given the ports it calls. */
export const applicationModule = new ContainerModule(({ bind }) => {
  bind(T.authenticateKey)
    .toResolvedValue(
      ({ apiKeys }, bus, keys, clock, keyUse) =>
        makeAuthenticateKey({ apiKeys: cachedKeys(apiKeys, bus, clock), keys, clock, noteUse: keyUse.note }),
      [T.storage, T.bus, T.keys, T.clock, T.keyUse],
    )
    .inSingletonScope();

  bind(T.recheckAccess)
    .toResolvedValue(({ apiKeys }, clock) => makeRecheckAccess({ apiKeys, clock }), [T.storage, T.clock])
    .inSingletonScope();

  bind(T.issueTicket)
    .toResolvedValue(
      (tickets, keys, clock) => makeIssueTicket({ tickets, nextTicket: randomTicket, hash: keys.hash, clock }),
      [T.tickets, T.keys, T.clock],
    )
    .inSingletonScope();

  bind(T.redeemTicket)
    .toResolvedValue(
      (tickets, keys, recheck, clock) => makeRedeemTicket({ tickets, hash: keys.hash, recheck, clock }),
      [T.tickets, T.keys, T.recheckAccess, T.clock],
    )
    .inSingletonScope();

  bind(T.ingestWebhook)
    .toResolvedValue(
      (secrets, storage, inbox, authenticator, payloads, authenticateKey, queue, keys, owner, ids, clock, limit) =>
        makeIngestWebhook({
          authenticator,
          secrets,
          payloads,
          authenticateKey,
          apps: storage.apps,
          inbox,
          admit: webhookAdmission(limit),
          queue,
          fingerprint: keys.hash,
          leaseFrom: (now) => ({ owner, until: now + LEASE_MS }),
          ids,
          clock,
        }),
      [
        T.webhookSecrets,
        T.storage,
        T.inbox,
        T.authenticator,
        T.payloads,
        T.authenticateKey,
        T.worker,
        T.keys,
        T.owner,
        T.ids,
        T.clock,
        T.webhookLimit,
      ],
    )
    .inSingletonScope();

  bind(T.processEvents)
    .toResolvedValue(
      ({ inbox }, applyObservations, payloads, owner, clock, logger) =>
        makeProcessEvents({ owner, payloads, applyObservations, inbox, clock, logger }),
      [T.storage, T.applyObservations, T.payloads, T.owner, T.clock, T.logger],
    )
    .inSingletonScope();

  bind(T.applyObservations)
    .toResolvedValue(
      ({ aggregates, mappings }, bus, owner, ids, clock) =>
        makeApplyObservations({ aggregates, mappings, bus, owner, ids, clock }),
      [T.storage, T.bus, T.owner, T.ids, T.clock],
    )
    .inSingletonScope();

  bind(T.createApp)
    .toResolvedValue(
      ({ apps }, keys, ids, clock) => makeCreateApp({ apps, keys, ids, clock }),
      [T.storage, T.keys, T.ids, T.clock],
    )
    .inSingletonScope();

  bind(T.changeApp)
    .toResolvedValue(({ apps }, clock, bus) => makeChangeApp({ apps, clock, bus }), [T.storage, T.clock, T.bus])
    .inSingletonScope();

  bind(T.rotateKey)
    .toResolvedValue(
      ({ apiKeys }, keys, ids, clock, bus) => makeRotateKey({ apiKeys, keys, ids, clock, bus }),
      [T.storage, T.keys, T.ids, T.clock, T.bus],
    )
    .inSingletonScope();

  bind(T.revokeKeys)
    .toResolvedValue(
      ({ apiKeys }, keys, ids, clock, bus) => makeRevokeKeys({ apiKeys, keys, ids, clock, bus }),
      [T.storage, T.keys, T.ids, T.clock, T.bus],
    )
    .inSingletonScope();

  const retryPorts = [T.storage, T.payloads, T.clock] as const;
  bind(T.retryEvent)
    .toResolvedValue(
      ({ journal, apps }, payloads, clock) => makeRetryEvent({ journal, apps, payloads, clock }),
      [...retryPorts],
    )
    .inSingletonScope();
  bind(T.retryEvents)
    .toResolvedValue(
      ({ journal, apps }, payloads, clock) => makeRetryEvents({ journal, apps, payloads, clock }),
      [...retryPorts],
    )
    .inSingletonScope();

  bind(T.mapUsers)
    .toResolvedValue(({ mappings }, ids, clock) => makeMapUsers({ mappings, ids, clock }), [T.storage, T.ids, T.clock])
    .inSingletonScope();
});
