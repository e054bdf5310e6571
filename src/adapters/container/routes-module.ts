import { identity } from 'fp-ts/lib/function.js';
import { ContainerModule, type ContainerModuleLoadOptions } from 'inversify';
import { makeLookUp } from '../../application/contacts/look-up.js';
import { makeListThreads } from '../../application/messages/list-threads.js';
import { askInTurns, type InTurn } from '../../application/statistics/ask-in-turns.js';
import { makeAskStatistics } from '../../application/statistics/ask-statistics.js';
import type { Config } from '../config/environment.js';
import { withToken } from '../inbound/http/access.js';
import { makeBrowserCookie } from '../inbound/http/browser-cookie.js';
import { makeRefusalLog } from '../inbound/http/refusal-log.js';
import { apiKeyRoutes } from '../inbound/http/routes/api-key-routes.js';
import { appRoutes } from '../inbound/http/routes/app-routes.js';
import { auditRoutes } from '../inbound/http/routes/audit-routes.js';
import { callActRoutes } from '../inbound/http/routes/call-act-routes.js';
import { callHistoryRoutes } from '../inbound/http/routes/call-history-routes.js';
import { callRoutes } from '../inbound/http/routes/call-routes.js';
import { consentRoutes } from '../inbound/http/routes/consent-routes.js';
import { contactRoutes } from '../inbound/http/routes/contact-routes.js';
import { coverageRoutes } from '../inbound/http/routes/coverage-routes.js';
import { dialRoutes } from '../inbound/http/routes/dial-routes.js';
import { dialpadRoutes } from '../inbound/http/routes/dialpad-routes.js';
import { erasureRoutes } from '../inbound/http/routes/erasure-routes.js';
import { eventRoutes } from '../inbound/http/routes/event-routes.js';
import { inboxRoutes } from '../inbound/http/routes/inbox-routes.js';
import { messageRoutes } from '../inbound/http/routes/message-routes.js';
import { operationRoutes } from '../inbound/http/routes/operation-routes.js';
import { simulationRoutes } from '../inbound/http/routes/simulation-routes.js';
import { statisticsRoutes } from '../inbound/http/routes/statistics-routes.js';
import { threadRoutes } from '../inbound/http/routes/thread-routes.js';
import { userMappingRoutes } from '../inbound/http/routes/user-mapping-routes.js';
import { userSyncRoutes } from '../inbound/http/routes/user-sync-routes.js';
import { voicemailRoutes } from '../inbound/http/routes/voicemail-routes.js';
import { webhookRoutes } from '../inbound/http/routes/webhook-routes.js';
import { webhookSetupRoutes } from '../inbound/http/routes/webhook-setup-routes.js';
import { makeAppTurns } from '../outbound/storage/app-turns.js';
import { meteredIngest } from '../outbound/system/metered-ingest.js';
import { inboxGauges } from './inbox-gauges.js';
import { single } from './single.js';
import { TOKENS as T } from './tokens.js';

const { ids, storage, config, metrics, clock, logger, internal, audited, guarded, kept, connections } = T;

/** The routes, by who may call them. */
export const routesModule = new ContainerModule(({ bind }) => {
  bindRoutesOfSenders(bind);
  bindRoutesOfAdministrators(bind);
  bindRoutesOfOperators(bind);
});

type Bind = ContainerModuleLoadOptions['bind'];

const inTurn = (): InTurn => {
  const turns = makeAppTurns();
  return (appId, work) => turns([appId], work);
};

/** Of Dialpad, and of CRM clients. */
const bindRoutesOfSenders = (bind: Bind): void => {
  single(
    bind(T.webhookRoutes),
    { ingest: T.ingestWebhook, failures: T.webhookFailures, metrics, logger, clock },
    ({ ingest, failures, metrics, logger, clock }) =>
      webhookRoutes({ ingest: meteredIngest(ingest, metrics), failures, logRefusal: makeRefusalLog(logger, clock) }),
  );
  single(
    bind(T.apiRoutes),
    {
      ...{ storage, guarded, kept, issueTicket: T.issueTicket, ids, clock, giveWay: T.giveWay },
      ...{ writeOnCall: T.writeOnCall, dial: T.dial, hangUp: T.hangUp, transfer: T.transfer, labelCall: T.labelCall },
    },
    ({ storage: { calls, messages, events, journal, contacts, mappings }, guarded, kept, ids, clock, ...rest }) => [
      ...callRoutes({ guarded, kept, calls, clock }),
      ...callHistoryRoutes({ guarded, calls, events, journal }),
      ...callActRoutes({ guarded, clock, ...rest }),
      ...dialRoutes({ guarded, ...rest }),
      // Before the route of one message, whose id `threads` would be.
      ...threadRoutes({ guarded, kept, listThreads: makeListThreads({ messages }) }),
      ...messageRoutes({ guarded, kept, messages }),
      ...eventRoutes({ guarded, events, issueTicket: rest.issueTicket }),
      ...statisticsRoutes({
        guarded,
        kept,
        askStatistics: askInTurns(makeAskStatistics({ calls, mappings, giveWay: rest.giveWay }), inTurn()),
        clock,
      }),
      ...contactRoutes({ guarded, contacts, lookUp: makeLookUp({ calls, contacts }), ids, clock }),
    ],
  );
  single(
    bind(T.voicemailRoutes),
    { storage, guarded, kept, internal, audited, clock },
    ({ storage: { apps, voicemails }, ...rest }) => voicemailRoutes({ apps, voicemails, ...rest }),
  );
};

const bindRoutesOfAdministrators = (bind: Bind): void => {
  single(
    bind(T.tenantRoutes),
    {
      ...{ storage, internal, audited },
      ...{ createApp: T.createApp, changeApp: T.changeApp, mapUsers: T.mapUsers },
      ...{ rotateKey: T.rotateKey, revokeKeys: T.revokeKeys, erasePerson: T.erasePerson },
    },
    ({ storage: { apps, apiKeys, mappings, audit }, ...rest }) => [
      ...appRoutes({ apps, ...rest }),
      ...apiKeyRoutes({ apps, apiKeys, ...rest }),
      ...userMappingRoutes({ apps, mappings, ...rest }),
      ...erasureRoutes({ apps, ...rest }),
      ...auditRoutes({ audit, ...rest }),
    ],
  );
  single(
    bind(T.dialpadRoutes),
    {
      ...{ storage, config, internal, audited },
      ...{ connections, beginConnect: T.beginConnect, disconnect: T.disconnect, webhooks: T.webhooks },
      inspect: T.inspectWebhook,
      ...{ provision: T.provisionWebhook, rotateSecret: T.rotateWebhookSecret, remove: T.removeWebhook },
      ...{ coverage: T.coverage, requestBackfill: T.requestBackfill, syncUsers: T.syncUsers, clock },
    },
    ({ storage: { apps }, config, ...rest }) => {
      const common = { apps, ...rest };
      return [
        ...dialpadRoutes({ hasApiKey: config.dialpad.apiKey !== null, ...common }),
        ...webhookSetupRoutes(common),
        ...coverageRoutes(common),
        ...userSyncRoutes(common),
      ];
    },
  );
};

const bindRoutesOfOperators = (bind: Bind): void => {
  single(
    bind(T.consentRoutes),
    {
      openConsent: T.openConsent,
      finishConnect: T.finishConnect,
      config,
      recordAct: T.recordAct,
      failures: T.consentFailures,
      logger,
    },
    ({ config: { dialpad }, ...rest }) => {
      const cookie = makeBrowserCookie(dialpad.oauth?.redirectUri.startsWith('https:') ?? true);
      return consentRoutes({ cookie, ...rest });
    },
  );
  single(
    bind(T.inboxRoutes),
    { storage, internal, audited, retryEvent: T.retryEvent, retryEvents: T.retryEvents, clock },
    ({ storage: { inbox, journal }, ...rest }) => inboxRoutes({ inbox, journal, ...rest }),
  );
  single(
    bind(T.simulationRoutes),
    { storage, internal, audited, config, simulations: T.simulations },
    ({ storage: { apps }, config, ...rest }) =>
      simulationRoutes({ apps, isProduction: config.nodeEnv === 'production', ...rest }),
  );
  single(
    bind(T.operationRoutes),
    {
      ...{ storageWatch: T.storageWatch, config, clock, metrics, failures: T.internalFailures },
      ...{ fanOut: T.fanOut, transport: T.transport, worker: T.worker, redisBus: T.redisBus },
      ...{ bodies: T.bodies, webhookBodies: T.webhookBodies },
      ...{ outflow: T.outflow, history: T.history, loopLag: T.loopLag },
    },
    ({ config, fanOut, transport, worker, redisBus, bodies, failures, ...rest }) => {
      const { metrics, clock, storageWatch, outflow, history, loopLag, webhookBodies } = rest;
      metrics.watch({
        connections: fanOut.size,
        queued: worker.depth,
        bodyBytes: () => bodies.bytes() + webhookBodies.bytes(),
        ...{ streamBytes: outflow.waiting, historySteps: history.waiting, lag: loopLag.seconds },
        inbox: inboxGauges(storageWatch, clock),
      });
      const vitals = {
        uptime: () => process.uptime(),
        memory: () => process.memoryUsage(),
        lag: loopLag.seconds,
        environment: config.nodeEnv,
        port: transport.port,
        connections: fanOut.size,
        redis: redisBus === null ? null : redisBus.redis.isUp,
      };
      const protect = config.nodeEnv === 'production' ? withToken(metricsTokens(config), failures) : identity;
      return operationRoutes({ vitals, protect, ...rest });
    },
  );
};

const metricsTokens = ({ metricsToken, internalApiSecret }: Config): readonly string[] => [
  internalApiSecret,
  ...(metricsToken === null ? [] : [metricsToken]),
];
