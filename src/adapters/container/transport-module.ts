import { App } from 'uWebSockets.js';
import { ContainerModule } from 'inversify';
import { withInternalSecret } from '../http/access.js';
import { mountRoutes } from '../http/http-server.js';
import { apiKeyRoutes } from '../http/routes/api-key-routes.js';
import { appRoutes } from '../http/routes/app-routes.js';
import { callRoutes } from '../http/routes/call-routes.js';
import { inboxRoutes } from '../http/routes/inbox-routes.js';
import { messageRoutes } from '../http/routes/message-routes.js';
import { operationRoutes } from '../http/routes/operation-routes.js';
import { userMappingRoutes } from '../http/routes/user-mapping-routes.js';
import { voicemailRoutes } from '../http/routes/voicemail-routes.js';
import { webhookRoutes } from '../http/routes/webhook-routes.js';
import { mountWebSocket } from '../websocket/mount-websocket.js';
import { TOKENS as T } from './tokens.js';

/** HTTP and WebSocket, on one port. */
export const transportModule = new ContainerModule(({ bind }) => {
  bind(T.transport)
    .toResolvedValue(() => App())
    .inSingletonScope();
  bind(T.listening).toConstantValue({ port: 0 });

  bind(T.websocket)
    .toResolvedValue(
      (app, config, authenticateKey, bus, { events }, clock, ids) =>
        mountWebSocket(app, {
          authenticateKey,
          bus,
          events,
          clock,
          ids,
          idleTimeoutSeconds: config.wsIdleTimeout,
          maxConnectionsPerApp: config.wsMaxConnectionsPerApp,
        }),
      [T.transport, T.config, T.authenticateKey, T.bus, T.storage, T.clock, T.ids],
    )
    .inSingletonScope();

  bind(T.webhookRoutes)
    .toResolvedValue((ingest) => webhookRoutes({ ingest }), [T.ingestWebhook])
    .inSingletonScope();

  bind(T.apiRoutes)
    .toResolvedValue(
      ({ calls, voicemails, messages, apps }, config, authenticate, clock) => [
        ...callRoutes({ authenticate, calls, clock }),
        ...voicemailRoutes({
          authenticate,
          internal: withInternalSecret(config.internalApiSecret),
          apps,
          voicemails,
          clock,
        }),
        ...messageRoutes({ authenticate, messages }),
      ],
      [T.storage, T.config, T.authenticateKey, T.clock],
    )
    .inSingletonScope();

  bind(T.adminRoutes)
    .toResolvedValue(
      (
        { apps, apiKeys, mappings, inbox, journal },
        config,
        createApp,
        changeApp,
        rotateKey,
        revokeKeys,
        mapUsers,
        retryEvent,
        retryEvents,
        clock,
      ) => {
        const internal = withInternalSecret(config.internalApiSecret);
        return [
          ...appRoutes({ internal, apps, createApp, changeApp }),
          ...apiKeyRoutes({ internal, apps, apiKeys, rotateKey, revokeKeys }),
          ...userMappingRoutes({ internal, apps, mappings, mapUsers }),
          ...inboxRoutes({ internal, inbox, journal, retryEvent, retryEvents, clock }),
        ];
      },
      [
        T.storage,
        T.config,
        T.createApp,
        T.changeApp,
        T.rotateKey,
        T.revokeKeys,
        T.mapUsers,
        T.retryEvent,
        T.retryEvents,
        T.clock,
      ],
    )
    .inSingletonScope();

  bind(T.operationRoutes)
    .toResolvedValue(
      ({ inbox }, config, websocket, listening, clock) =>
        operationRoutes({
          inbox,
          clock,
          vitals: {
            uptime: () => process.uptime(),
            memory: () => process.memoryUsage(),
            environment: config.nodeEnv,
            port: () => listening.port,
            connections: websocket.connections,
          },
        }),
      [T.storage, T.config, T.websocket, T.listening, T.clock],
    )
    .inSingletonScope();

  bind(T.http)
    .toResolvedValue(
      (app, webhooks, api, admin, operation, ids, logger) =>
        mountRoutes(app, [...webhooks, ...api, ...admin, ...operation], {
          ids,
          logger,
          stopwatch: () => performance.now(),
        }),
      [T.transport, T.webhookRoutes, T.apiRoutes, T.adminRoutes, T.operationRoutes, T.ids, T.logger],
    )
    .inSingletonScope();
});
