import type { RecordAct } from '../../application/audit/record-act.js';
import type { RequestBackfill } from '../../application/backfill/request-backfill.js';
import type { HangUp, Transfer } from '../../application/calls/control-call.js';
import type { Dial } from '../../application/calls/dial.js';
import type { LabelCall } from '../../application/calls/label-call.js';
import type { WriteOnCall } from '../../application/calls/write-on-call.js';
import type { ErasePerson } from '../../application/data/erase-person.js';
import type { ApplyObservations } from '../../application/events/apply-observations.js';
import type { IngestWebhook } from '../../application/events/ingest-webhook.js';
import type { ProcessEvents } from '../../application/events/process-events.js';
import type { RetryEvent, RetryEvents } from '../../application/events/retry-events.js';
import type { WithAccess } from '../../application/phone-system/access.js';
import type { BeginConnect, FinishConnect, OpenConsent } from '../../application/phone-system/connect.js';
import type { Disconnect } from '../../application/phone-system/disconnect.js';
import type { InspectWebhook } from '../../application/phone-system/inspect-webhook.js';
import type {
  ProvisionWebhook,
  RemoveWebhook,
  RotateWebhookSecret,
} from '../../application/phone-system/provision-webhook.js';
import type { SyncUsers } from '../../application/phone-system/sync-users.js';
import type { GiveWay } from '../../application/ports/give-way.js';
import type { Inbox } from '../../application/ports/inbox.js';
import type { TicketStore } from '../../application/ports/ticket-store.js';
import type { WebhookSecrets } from '../../application/ports/webhook-secrets.js';
import type { RecordOf } from '../../application/records/app-record.js';
import type { ChangeApp, CreateApp } from '../../application/tenants/apps.js';
import type { AuthenticateKey, KnownAccess, RecheckAccess } from '../../application/tenants/authenticate-key.js';
import type { RevokeKeys, RotateKey } from '../../application/tenants/keys.js';
import type { MapUsers } from '../../application/tenants/map-users.js';
import type { IssueTicket, RedeemTicket } from '../../application/tenants/tickets.js';
import type { KeyAccess } from '../../domain/app/key-access.js';
import type { Coverage } from '../../domain/coverage/coverage.js';
import type { DialpadConnection } from '../../domain/dialpad-connection/dialpad-connection.js';
import type { Webhook } from '../../domain/dialpad-connection/webhook.js';
import type { EndpointRecord } from '../../domain/endpoint/endpoint-record.js';
import type { Siblings } from '../../processes/siblings.js';
import type { Config } from '../config/environment.js';
import type { Audited } from '../inbound/http/audited.js';
import type { FailedAttempts } from '../inbound/http/failed-attempts.js';
import type { Gate } from '../inbound/http/gate.js';
import type { HttpServer } from '../inbound/http/http-server.js';
import type { KeptAnswers } from '../inbound/http/kept-answers.js';
import type { RateLimit } from '../inbound/http/rate-limit.js';
import type { RequestBodies } from '../inbound/http/request-bodies.js';
import type { Handler, HandlerFor, PageRoute, Route } from '../inbound/http/route.js';
import type { Stopping } from '../inbound/http/stopping.js';
import type { FanOut } from '../inbound/stream/fan-out.js';
import type { History } from '../inbound/stream/history.js';
import type { Outflow } from '../inbound/stream/outflow.js';
import type { Transport } from '../inbound/transport/transport.js';
import type { Turns } from '../inbound/turns.js';
import type { CatchUp } from '../inbound/worker/catch-up.js';
import type { EndpointWorker } from '../inbound/worker/endpoint-worker.js';
import type { InboxWorker } from '../inbound/worker/inbox-worker.js';
import type { Janitor } from '../inbound/worker/janitor.js';
import type { KeyUseJournal } from '../inbound/worker/key-use-journal.js';
import type { OutageReport } from '../inbound/worker/outage-report.js';
import type { PositionKeeper } from '../inbound/worker/position-keeper.js';
import type { Simulations } from '../inbound/worker/simulation.js';
import type { StorageWatch } from '../inbound/worker/storage-watch.js';
import type { HttpClient } from '../outbound/dialpad/client/http-client.js';
import type { RequestLimits } from '../outbound/dialpad/client/request-limits.js';
import type { RedisBus } from '../outbound/redis/redis-bus.js';
import type { CachedKeys } from '../outbound/storage/cached-keys.js';
import type { JoinedBus } from '../outbound/system/joined-bus.js';
import type { LeaseClock } from '../outbound/system/lease-clock.js';
import type { LoopLag } from '../outbound/system/loop-lag.js';
import type { Metrics } from '../outbound/system/metrics.js';
import type { NewLimiter } from '../outbound/system/new-limiter.js';
import type { webhookSender } from '../outbound/webhooks/webhook-sender.js';
import { PORT_TOKENS, token } from './port-tokens.js';

/** The parts of the server, each with its type. */
export const TOKENS = {
  ...PORT_TOKENS,

  config: token<Config>('config'),
  giveWay: token<GiveWay>('giveWay'),
  /** What this process does together with those that were started beside it; null where it is alone. */
  siblings: token<Siblings | null>('siblings'),
  /** Makes rate limiters, whose counts processes share where they can. */
  newLimiter: token<NewLimiter>('newLimiter'),
  /** Names this process, anew at each start. */
  owner: token<string>('owner'),
  /** The bus over Redis; null where none is set. */
  redisBus: token<RedisBus | null>('redisBus'),
  /** The bus over PostgreSQL; null where that is not the storage, or the bus is over Redis. */
  postgresBus: token<JoinedBus | null>('postgresBus'),
  metrics: token<Metrics>('metrics'),
  loopLag: token<LoopLag>('loopLag'),

  /** By which leases are given and end. */
  leaseClock: token<LeaseClock>('leaseClock'),
  storageWatch: token<StorageWatch>('storageWatch'),
  outages: token<OutageReport>('outages'),
  /** The storage's inbox, with deliveries that arrive together committed together. */
  inbox: token<Inbox>('inbox'),

  webhookSecrets: token<WebhookSecrets>('webhookSecrets'),
  connections: token<RecordOf<DialpadConnection>>('connections'),
  webhooks: token<RecordOf<Webhook>>('webhooks'),
  coverage: token<RecordOf<Coverage>>('coverage'),

  /** What every request to Dialpad's API goes through. */
  httpClient: token<HttpClient>('httpClient'),
  /** What each access may ask for in a time. */
  requestLimits: token<RequestLimits>('requestLimits'),
  withAccess: token<WithAccess>('withAccess'),

  cachedKeys: token<CachedKeys>('cachedKeys'),
  authenticateKey: token<AuthenticateKey>('authenticateKey'),
  knownAccess: token<KnownAccess>('knownAccess'),
  recheckAccess: token<RecheckAccess>('recheckAccess'),
  tickets: token<TicketStore>('tickets'),
  issueTicket: token<IssueTicket>('issueTicket'),
  redeemTicket: token<RedeemTicket>('redeemTicket'),
  ingestWebhook: token<IngestWebhook>('ingestWebhook'),
  processEvents: token<ProcessEvents>('processEvents'),
  createApp: token<CreateApp>('createApp'),
  changeApp: token<ChangeApp>('changeApp'),
  rotateKey: token<RotateKey>('rotateKey'),
  revokeKeys: token<RevokeKeys>('revokeKeys'),
  retryEvent: token<RetryEvent>('retryEvent'),
  retryEvents: token<RetryEvents>('retryEvents'),
  mapUsers: token<MapUsers>('mapUsers'),
  erasePerson: token<ErasePerson>('erasePerson'),
  recordAct: token<RecordAct>('recordAct'),

  writeOnCall: token<WriteOnCall>('writeOnCall'),
  dial: token<Dial>('dial'),
  hangUp: token<HangUp>('hangUp'),
  transfer: token<Transfer>('transfer'),
  labelCall: token<LabelCall>('labelCall'),
  applyObservations: token<ApplyObservations>('applyObservations'),
  finishConnect: token<FinishConnect>('finishConnect'),
  openConsent: token<OpenConsent>('openConsent'),
  beginConnect: token<BeginConnect>('beginConnect'),
  disconnect: token<Disconnect>('disconnect'),
  inspectWebhook: token<InspectWebhook>('inspectWebhook'),
  provisionWebhook: token<ProvisionWebhook>('provisionWebhook'),
  rotateWebhookSecret: token<RotateWebhookSecret>('rotateWebhookSecret'),
  removeWebhook: token<RemoveWebhook>('removeWebhook'),
  requestBackfill: token<RequestBackfill>('requestBackfill'),
  syncUsers: token<SyncUsers>('syncUsers'),
  catchUp: token<CatchUp>('catchUp'),
  simulations: token<Simulations>('simulations'),
  endpointRecords: token<RecordOf<EndpointRecord>>('endpointRecords'),
  webhookSender: token<ReturnType<typeof webhookSender>>('webhookSender'),
  endpointWorker: token<EndpointWorker>('endpointWorker'),
  endpointRoutes: token<readonly Route[]>('endpointRoutes'),

  worker: token<InboxWorker>('worker'),
  janitor: token<Janitor>('janitor'),
  positionKeeper: token<PositionKeeper>('positionKeeper'),
  keyUse: token<KeyUseJournal>('keyUse'),

  /** Limits of requests a minute: one for each kind of caller. */
  webhookLimit: token<RateLimit>('webhookLimit'),
  apiLimit: token<RateLimit>('apiLimit'),
  internalLimit: token<RateLimit>('internalLimit'),

  /** Limits of failed attempts a minute: one for each kind of credential. */
  webhookFailures: token<FailedAttempts>('webhookFailures'),
  apiFailures: token<FailedAttempts>('apiFailures'),
  internalFailures: token<FailedAttempts>('internalFailures'),
  consentFailures: token<FailedAttempts>('consentFailures'),

  gate: token<Gate>('gate'),
  /** Requires the key of an app. */
  guarded: token<(handle: HandlerFor<KeyAccess>) => Handler>('guarded'),
  kept: token<KeptAnswers>('kept'),
  /** Requires the internal secret. */
  internal: token<(handle: Handler) => Handler>('internal'),
  /** The same, for what is to be in the audit log. */
  audited: token<Audited>('audited'),

  /** Whether the server stops. */
  stopping: token<Stopping>('stopping'),
  transport: token<Transport>('transport'),
  webhookRoutes: token<readonly Route[]>('webhookRoutes'),
  apiRoutes: token<readonly Route[]>('apiRoutes'),
  voicemailRoutes: token<readonly Route[]>('voicemailRoutes'),
  tenantRoutes: token<readonly Route[]>('tenantRoutes'),
  dialpadRoutes: token<readonly Route[]>('dialpadRoutes'),
  consentRoutes: token<readonly PageRoute[]>('consentRoutes'),
  inboxRoutes: token<readonly Route[]>('inboxRoutes'),
  simulationRoutes: token<readonly Route[]>('simulationRoutes'),
  operationRoutes: token<readonly Route[]>('operationRoutes'),
  /** The operations of the API, all but the stream's, in the order of its description. */
  operations: token<readonly Route[]>('operations'),
  /** What is served beside them, the description of the API too. */
  pages: token<readonly (Route | PageRoute)[]>('pages'),
  /** Where the built console is. */
  consoleFolder: token<string>('consoleFolder'),
  bodies: token<RequestBodies>('bodies'),
  webhookBodies: token<RequestBodies>('webhookBodies'),
  http: token<HttpServer>('http'),
  fanOut: token<FanOut>('fanOut'),
  /** The history of streams, which the apps take turns in reading. */
  history: token<History>('history'),
  historyTurns: token<Turns>('historyTurns'),
  /** What waits for the clients of streams. */
  outflow: token<Outflow>('outflow'),
} as const;
