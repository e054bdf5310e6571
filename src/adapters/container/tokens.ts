import type { TemplatedApp } from 'uWebSockets.js';
import type { ServiceIdentifier } from 'inversify';
import type { AuthenticateKey, RecheckAccess } from '../../application/authenticate-key.js';
import type { IngestWebhook } from '../../application/ingest-webhook.js';
import type { ChangeApp, CreateApp } from '../../application/manage-apps.js';
import type { RevokeKeys, RotateKey } from '../../application/manage-keys.js';
import type { MapUsers } from '../../application/map-users.js';
import type { Clock } from '../../application/ports/clock.js';
import type { DeliveryAuthenticator } from '../../application/ports/delivery-authenticator.js';
import type { EventBus } from '../../application/ports/event-bus.js';
import type { IdGenerator } from '../../application/ports/id-generator.js';
import type { Inbox } from '../../application/ports/inbox.js';
import type { KeyGenerator } from '../../application/ports/key-generator.js';
import type { Logger } from '../../application/ports/logger.js';
import type { PayloadReader } from '../../application/ports/payload-reader.js';
import type { Storage } from '../../application/ports/storage.js';
import type { TicketStore } from '../../application/ports/ticket-store.js';
import type { ProcessEvents } from '../../application/process-events.js';
import type { RetryEvent, RetryEvents } from '../../application/retry-events.js';
import type { IssueTicket, RedeemTicket } from '../../application/tickets.js';
import type { Config } from '../config/environment.js';
import type { HttpServer } from '../http/http-server.js';
import type { RateLimit } from '../http/rate-limit.js';
import type { Route } from '../http/route.js';
import type { Metrics } from '../metrics/metrics.js';
import type { RedisBus } from '../redis/redis-bus.js';
import type { FanOut } from '../stream/fan-out.js';
import type { InboxWorker } from '../worker/inbox-worker.js';
import type { Janitor } from '../worker/janitor.js';
import type { KeyUseJournal } from '../worker/key-use-journal.js';

const token = <T>(name: string): ServiceIdentifier<T> => Symbol(name);

/** What the parts of the server are asked for by. */
export const TOKENS = {
  config: token<Config>('config'),
  logger: token<Logger>('logger'),
  clock: token<Clock>('clock'),
  ids: token<IdGenerator>('ids'),
  keys: token<KeyGenerator>('keys'),
  /** Names this process, anew at each start. */
  owner: token<string>('owner'),
  bus: token<EventBus>('bus'),
  /** The bus between processes; null for a process alone. */
  redisBus: token<RedisBus | null>('redisBus'),
  metrics: token<Metrics>('metrics'),

  storage: token<Storage>('storage'),
  /** The storage's inbox, with deliveries that arrive together committed together. */
  inbox: token<Inbox>('inbox'),

  authenticator: token<DeliveryAuthenticator>('authenticator'),
  payloads: token<PayloadReader>('payloads'),

  authenticateKey: token<AuthenticateKey>('authenticateKey'),
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

  worker: token<InboxWorker>('worker'),
  janitor: token<Janitor>('janitor'),
  keyUse: token<KeyUseJournal>('keyUse'),

  /** Limits of requests a minute: one for each kind of caller. */
  webhookLimit: token<RateLimit>('webhookLimit'),
  apiLimit: token<RateLimit>('apiLimit'),
  internalLimit: token<RateLimit>('internalLimit'),

  transport: token<TemplatedApp>('transport'),
  /** Whatever says where the server listens, once it does. */
  listening: token<{ port: number }>('listening'),
  webhookRoutes: token<readonly Route[]>('webhookRoutes'),
  apiRoutes: token<readonly Route[]>('apiRoutes'),
  voicemailRoutes: token<readonly Route[]>('voicemailRoutes'),
  tenantRoutes: token<readonly Route[]>('tenantRoutes'),
  inboxRoutes: token<readonly Route[]>('inboxRoutes'),
  operationRoutes: token<readonly Route[]>('operationRoutes'),
  http: token<HttpServer>('http'),
  fanOut: token<FanOut>('fanOut'),
  /** Mounts the socket and the event stream; they listen with the transport. */
  streams: token<{ readonly mounted: true }>('streams'),
} as const;
