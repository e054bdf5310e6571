import '../inbound/header-size.js';
import { App } from 'uWebSockets.js';
import { isLeft } from 'fp-ts/lib/Either.js';
import { ContainerModule } from 'inversify';
import type { Clock } from '../../application/ports/clock.js';
import { type Inbox, oldestPendingSeconds } from '../../application/ports/inbox.js';
import type { Config } from '../config/environment.js';
import { withAppKey, withInternalSecret } from '../inbound/http/access.js';
import { mountRoutes } from '../inbound/http/http-server.js';
import { makeRateLimit, type NewLimiter } from '../inbound/http/rate-limit.js';
import { makeRefusalLog } from '../inbound/http/refusal-log.js';
import { type HeaderPolicy, standingHeaders } from '../inbound/http/response-headers.js';
import { apiKeyRoutes } from '../inbound/http/routes/api-key-routes.js';
import { appRoutes } from '../inbound/http/routes/app-routes.js';
import { callRoutes } from '../inbound/http/routes/call-routes.js';
import { consentRoutes } from '../inbound/http/routes/consent-routes.js';
import { coverageRoutes } from '../inbound/http/routes/coverage-routes.js';
import { dialpadRoutes } from '../inbound/http/routes/dialpad-routes.js';
import { docsRoutes } from '../inbound/http/routes/docs-routes.js';
import { eventRoutes } from '../inbound/http/routes/event-routes.js';
import { inboxRoutes } from '../inbound/http/routes/inbox-routes.js';
import { messageRoutes } from '../inbound/http/routes/message-routes.js';
import { openApiRoutes } from '../inbound/http/routes/openapi-routes.js';
import { operationRoutes } from '../inbound/http/routes/operation-routes.js';
import { userMappingRoutes } from '../inbound/http/routes/user-mapping-routes.js';
import { userSyncRoutes } from '../inbound/http/routes/user-sync-routes.js';
import { voicemailRoutes } from '../inbound/http/routes/voicemail-routes.js';
import { webhookRoutes } from '../inbound/http/routes/webhook-routes.js';
import { webhookSetupRoutes } from '../inbound/http/routes/webhook-setup-routes.js';
import { makeFanOut } from '../inbound/stream/fan-out.js';
import { eventStreamOperation } from '../inbound/stream/sse/event-stream-operation.js';
import { mountEventStream } from '../inbound/stream/sse/mount-event-stream.js';
import { mountWebSocket } from '../inbound/stream/websocket/mount-websocket.js';
import type { RedisBus } from '../outbound/redis/redis-bus.js';
import { redisTickets } from '../outbound/redis/redis-tickets.js';
import { sharedLimiter } from '../outbound/redis/shared-limiter.js';
import { memoryTickets } from '../outbound/system/memory-tickets.js';
import { meteredIngest } from '../outbound/system/metered-ingest.js';
import { TOKENS as T } from './tokens.js';

/** HTTP, WebSocket and Server-Sent Events, on one port. */
export const transportModule = new ContainerModule(({ bind }) => {
  bind(T.transport)
    .toResolvedValue(() => App())
    .inSingletonScope();
  bind(T.listening).toConstantValue({ port: 0 });

  bind(T.webhookLimit)
    .toResolvedValue(
      ({ rateLimits }, bus) => makeRateLimit('webhooks', rateLimits.webhooks, limitersOf(bus)),
      [T.config, T.redisBus],
    )
    .inSingletonScope();
  bind(T.apiLimit)
    .toResolvedValue(
      ({ rateLimits }, bus) => makeRateLimit('api', rateLimits.api, limitersOf(bus)),
      [T.config, T.redisBus],
    )
    .inSingletonScope();
  bind(T.internalLimit)
    .toResolvedValue(
      ({ rateLimits }, bus) => makeRateLimit('internal', rateLimits.internal, limitersOf(bus)),
      [T.config, T.redisBus],
    )
    .inSingletonScope();

  bind(T.tickets)
    .toResolvedValue(
      (bus, clock) => (bus === null ? memoryTickets() : redisTickets(bus.redis.commands, clock)),
      [T.redisBus, T.clock],
    )
    .inSingletonScope();

  bind(T.fanOut)
    .toResolvedValue(
      (config, bus, { events }, recheck, clock) =>
        makeFanOut({ bus, events, recheck, clock, maxConnectionsPerApp: config.wsMaxConnectionsPerApp }),
      [T.config, T.bus, T.storage, T.recheckAccess, T.clock],
    )
    .inSingletonScope();

  bind(T.streams)
    .toResolvedValue(
      (app, config, fanOut, authenticateKey, redeemTicket, { events }, clock, ids, metrics) => {
        const common = { fanOut, authenticateKey, redeemTicket, events, ids, noteSent: metrics.eventSent };
        mountWebSocket(app, { ...common, clock, idleTimeoutSeconds: config.wsIdleTimeout });
        const policy = headerPolicy(config);
        mountEventStream(app, {
          ...common,
          headersFor: (req) => standingHeaders(policy, req.getUrl(), req.getHeader('origin')),
        });
        return { mounted: true } as const;
      },
      [T.transport, T.config, T.fanOut, T.authenticateKey, T.redeemTicket, T.storage, T.clock, T.ids, T.metrics],
    )
    .inSingletonScope();

  bind(T.webhookRoutes)
    .toResolvedValue(
      (ingest, limit, metrics, logger, clock) =>
        webhookRoutes({ ingest: meteredIngest(ingest, metrics), limit, logRefusal: makeRefusalLog(logger, clock) }),
      [T.ingestWebhook, T.webhookLimit, T.metrics, T.logger, T.clock],
    )
    .inSingletonScope();

  bind(T.apiRoutes)
    .toResolvedValue(
      ({ calls, messages, events }, authenticate, limit, issueTicket, clock) => {
        const guarded = withAppKey(authenticate, limit);
        return [
          ...callRoutes({ guarded, calls, clock }),
          ...messageRoutes({ guarded, messages }),
          ...eventRoutes({ guarded, events, issueTicket }),
        ];
      },
      [T.storage, T.authenticateKey, T.apiLimit, T.issueTicket, T.clock],
    )
    .inSingletonScope();

  bind(T.voicemailRoutes)
    .toResolvedValue(
      ({ apps, voicemails }, config, authenticate, apiLimit, internalLimit, clock) =>
        voicemailRoutes({
          guarded: withAppKey(authenticate, apiLimit),
          internal: withInternalSecret(config.internalApiSecret, internalLimit),
          apps,
          voicemails,
          clock,
        }),
      [T.storage, T.config, T.authenticateKey, T.apiLimit, T.internalLimit, T.clock],
    )
    .inSingletonScope();

  bind(T.tenantRoutes)
    .toResolvedValue(
      ({ apps, apiKeys, mappings }, config, limit, createApp, changeApp, rotateKey, revokeKeys, mapUsers) => {
        const internal = withInternalSecret(config.internalApiSecret, limit);
        return [
          ...appRoutes({ internal, apps, createApp, changeApp }),
          ...apiKeyRoutes({ internal, apps, apiKeys, rotateKey, revokeKeys }),
          ...userMappingRoutes({ internal, apps, mappings, mapUsers }),
        ];
      },
      [T.storage, T.config, T.internalLimit, T.createApp, T.changeApp, T.rotateKey, T.revokeKeys, T.mapUsers],
    )
    .inSingletonScope();

  bind(T.dialpadRoutes)
    .toResolvedValue(
      (config, limit, { apps }, dialpad, webhook, coverage, requestBackfill, syncUsers, clock) => {
        const internal = withInternalSecret(config.internalApiSecret, limit);
        const hasApiKey = config.dialpad.apiKey !== null;
        return [
          ...dialpadRoutes({ internal, apps, hasApiKey, ...dialpad, clock }),
          ...webhookSetupRoutes({ internal, apps, ...webhook, clock }),
          ...coverageRoutes({ internal, apps, coverage, requestBackfill, clock }),
          ...userSyncRoutes({ internal, apps, syncUsers }),
        ];
      },
      [
        T.config,
        T.internalLimit,
        T.storage,
        T.connecting,
        T.provisioning,
        T.coverage,
        T.requestBackfill,
        T.syncUsers,
        T.clock,
      ],
    )
    .inSingletonScope();

  bind(T.consentRoutes)
    .toResolvedValue(
      (finishConnect, limit, logger) => consentRoutes({ finishConnect, limit, logger }),
      [T.finishConnect, T.internalLimit, T.logger],
    )
    .inSingletonScope();

  bind(T.inboxRoutes)
    .toResolvedValue(
      ({ inbox, journal }, config, limit, retryEvent, retryEvents, clock) =>
        inboxRoutes({
          internal: withInternalSecret(config.internalApiSecret, limit),
          inbox,
          journal,
          retryEvent,
          retryEvents,
          clock,
        }),
      [T.storage, T.config, T.internalLimit, T.retryEvent, T.retryEvents, T.clock],
    )
    .inSingletonScope();

  bind(T.operationRoutes)
    .toResolvedValue(
      ({ inbox, ping }, connections, config, fanOut, listening, clock, metrics, worker, bus) => {
        metrics.watch({ connections: fanOut.size, queued: worker.depth, inbox: inboxGauges(inbox, clock) });
        return operationRoutes({
          metrics,
          inbox,
          ping,
          connections,
          clock,
          vitals: {
            uptime: () => process.uptime(),
            memory: () => process.memoryUsage(),
            environment: config.nodeEnv,
            port: () => listening.port,
            connections: fanOut.size,
            redis: bus === null ? null : bus.redis.isUp,
          },
        });
      },
      [T.storage, T.connections, T.config, T.fanOut, T.listening, T.clock, T.metrics, T.worker, T.redisBus],
    )
    .inSingletonScope();

  bind(T.http)
    .toResolvedValue(
      (app, config, webhooks, api, voicemails, tenants, dialpad, consent, inbox, operation, ids, logger, metrics) => {
        const routes = [...webhooks, ...api, ...voicemails, ...tenants, ...dialpad, ...inbox, ...operation];
        const pages = [...docsRoutes(), ...consent];
        return mountRoutes(app, [...routes, ...openApiRoutes([...routes, eventStreamOperation]), ...pages], {
          alsoServed: [{ method: 'GET', path: '/ws' }, eventStreamOperation],
          headers: headerPolicy(config),
          trustProxy: config.trustProxy,
          ids,
          logger,
          observe: metrics.requestAnswered,
          stopwatch: () => performance.now(),
        });
      },
      [
        T.transport,
        T.config,
        T.webhookRoutes,
        T.apiRoutes,
        T.voicemailRoutes,
        T.tenantRoutes,
        T.dialpadRoutes,
        T.consentRoutes,
        T.inboxRoutes,
        T.operationRoutes,
        T.ids,
        T.logger,
        T.metrics,
      ],
    )
    .inSingletonScope();
});

const headerPolicy = ({ corsOrigins, nodeEnv }: Config): HeaderPolicy => ({
  corsOrigins,
  production: nodeEnv === 'production',
});

/** Limits that the processes which share a Redis count together. */
const limitersOf =
  (bus: RedisBus | null): NewLimiter =>
  (options, shared) =>
    sharedLimiter(options, bus?.redis.commands ?? null, shared);

/** What there is to see to in the inbox. */
const inboxGauges = (inbox: Pick<Inbox, 'stats'>, clock: Clock) => async () => {
  const stats = await inbox.stats();
  if (isLeft(stats)) return null;
  const { pending, failed, unrouted } = stats.right.counts;
  return { pending, failed, unrouted, oldestPendingSeconds: oldestPendingSeconds(stats.right, clock.now()) ?? 0 };
};
