import { setImmediate as nextTurn } from 'node:timers/promises';
import { ContainerModule, type ContainerModuleLoadOptions } from 'inversify';
import { makeRecordAct } from '../../application/audit/record-act.js';
import { makeErasePerson } from '../../application/data/erase-person.js';
import { makeApplyObservations } from '../../application/events/apply-observations.js';
import { makeIngestWebhook } from '../../application/events/ingest-webhook.js';
import { makeProcessEvents } from '../../application/events/process-events.js';
import { makeRetryEvent, makeRetryEvents } from '../../application/events/retry-events.js';
import { makeAnnouncingMapUsers } from '../../application/tenants/announce-mappings.js';
import { makeChangeApp, makeCreateApp } from '../../application/tenants/apps.js';
import { makeAuthenticateKey, makeKnownAccess, makeRecheckAccess } from '../../application/tenants/authenticate-key.js';
import { makeRevokeKeys, makeRotateKey } from '../../application/tenants/keys.js';
import { makeMapUsers } from '../../application/tenants/map-users.js';
import { makeIssueTicket, makeRedeemTicket } from '../../application/tenants/tickets.js';
import { DEFAULT_COUNTRY } from '../../domain/country.js';
import { webhookAdmission } from '../inbound/http/rate-limit.js';
import { LEASE_MS } from '../inbound/worker/inbox-worker.js';
import { cachedApps } from '../outbound/storage/cached-apps.js';
import { cachedKeys } from '../outbound/storage/cached-keys.js';
import { randomTicket } from '../outbound/system/random-ticket.js';
import { parseJson } from '../wire/parse-json.js';
import { single } from './single.js';
import { TOKENS as T } from './tokens.js';

const { storage, bus, owner, ids, clock, keys, payloads, logger } = T;

/** The use cases of events and tenants, each given the ports it calls. */
export const applicationModule = new ContainerModule(({ bind }) => {
  bindEvents(bind);
  bindTenants(bind);
});

type Bind = ContainerModuleLoadOptions['bind'];

const bindEvents = (bind: Bind): void => {
  single(bind(T.applyObservations), { storage, bus, owner, ids, clock, giveWay: T.giveWay }, ({ storage, ...rest }) =>
    makeApplyObservations({
      aggregates: storage.aggregates,
      mappings: storage.mappings,
      contacts: storage.contacts,
      ...rest,
    }),
  );
  single(
    bind(T.processEvents),
    {
      storage,
      owner,
      payloads,
      applyObservations: T.applyObservations,
      clock: T.leaseClock,
      logger,
      giveWay: T.giveWay,
    },
    ({ storage, ...rest }) => makeProcessEvents({ inbox: storage.inbox, ...rest }),
  );
  single(
    bind(T.ingestWebhook),
    {
      authenticator: T.authenticator,
      secrets: T.webhookSecrets,
      payloads,
      authenticateKey: T.authenticateKey,
      storage,
      inbox: T.inbox,
      limit: T.webhookLimit,
      queue: T.worker,
      keys,
      owner,
      ids,
      clock,
      leaseClock: T.leaseClock,
      bus,
    },
    ({ storage, limit, keys, owner, leaseClock, bus, ...rest }) =>
      makeIngestWebhook({
        ...rest,
        apps: cachedApps(storage.apps, bus, rest.clock),
        admit: webhookAdmission(limit),
        fingerprint: keys.hash,
        leaseFrom: () => ({ owner, until: leaseClock.now() + LEASE_MS }),
      }),
  );
  const retryPorts = { storage, payloads, clock: T.leaseClock };
  single(bind(T.retryEvent), retryPorts, ({ storage: { journal, apps }, ...rest }) =>
    makeRetryEvent({ journal, apps, ...rest }),
  );
  single(bind(T.retryEvents), retryPorts, ({ storage: { journal, apps }, ...rest }) =>
    makeRetryEvents({ journal, apps, ...rest }),
  );
};

const bindTenants = (bind: Bind): void => {
  single(bind(T.createApp), { storage, keys, ids, clock, bus }, ({ storage: { apps }, ...rest }) =>
    makeCreateApp({ apps, ...rest }),
  );
  single(bind(T.changeApp), { storage, clock, bus }, ({ storage: { apps }, ...rest }) =>
    makeChangeApp({ apps, ...rest }),
  );
  single(bind(T.erasePerson), { storage, config: T.config }, ({ storage: { personal, events, contacts }, config }) =>
    makeErasePerson({
      ...{ data: personal, events, contacts, parseJson, giveWay: nextTurn },
      defaultCountry: config.storage.defaultCountry ?? DEFAULT_COUNTRY,
      stopwatch: () => performance.now(),
    }),
  );
  single(bind(T.recordAct), { storage, ids, clock, logger }, ({ storage: { audit }, ...rest }) =>
    makeRecordAct({ audit, ...rest }),
  );
  const keyPorts = { storage, keys, ids, clock, bus };
  single(bind(T.rotateKey), keyPorts, ({ storage: { apiKeys }, ...rest }) => makeRotateKey({ apiKeys, ...rest }));
  single(bind(T.revokeKeys), keyPorts, ({ storage: { apiKeys }, ...rest }) => makeRevokeKeys({ apiKeys, ...rest }));
  single(bind(T.cachedKeys), { storage, bus, clock }, ({ storage: { apiKeys }, bus, clock }) =>
    cachedKeys(apiKeys, bus, clock),
  );
  single(bind(T.authenticateKey), { apiKeys: T.cachedKeys, keys, clock, keyUse: T.keyUse }, ({ keyUse, ...rest }) =>
    makeAuthenticateKey({ ...rest, noteUse: keyUse.note }),
  );
  single(
    bind(T.knownAccess),
    { cachedKeys: T.cachedKeys, keys, clock, keyUse: T.keyUse },
    ({ cachedKeys: { known }, keyUse, ...rest }) => makeKnownAccess({ ...rest, known, noteUse: keyUse.note }),
  );
  single(bind(T.recheckAccess), { storage, clock }, ({ storage: { apiKeys }, clock }) =>
    makeRecheckAccess({ apiKeys, clock }),
  );
  single(bind(T.issueTicket), { tickets: T.tickets, keys, clock }, ({ keys, ...rest }) =>
    makeIssueTicket({ nextTicket: randomTicket, hash: keys.hash, ...rest }),
  );
  single(bind(T.redeemTicket), { tickets: T.tickets, keys, recheck: T.recheckAccess, clock }, ({ keys, ...rest }) =>
    makeRedeemTicket({ hash: keys.hash, ...rest }),
  );
  single(
    bind(T.mapUsers),
    { storage, bus, owner, ids, clock },
    ({ storage: { mappings, calls, aggregates }, ...rest }) =>
      makeAnnouncingMapUsers({ ...rest, mapUsers: makeMapUsers({ mappings, ...rest }), mappings, calls, aggregates }),
  );
};
