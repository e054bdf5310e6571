import * as E from 'fp-ts/lib/Either.js';
import { ContainerModule } from 'inversify';
import { BUDGETS } from '../../application/budgets.js';
import type { Config } from '../config/environment.js';
import { makeHttpServer } from '../inbound/http/http-server.js';
import { makeRequestBodies } from '../inbound/http/request-bodies.js';
import { type HeaderPolicy, standingHeaders } from '../inbound/http/response-headers.js';
import { makeStopping } from '../inbound/http/stopping.js';
import { makeFanOut } from '../inbound/stream/fan-out.js';
import { makeHistory } from '../inbound/stream/history.js';
import { makeOutflow } from '../inbound/stream/outflow.js';
import { eventStreamEndpoint } from '../inbound/stream/sse/event-stream-endpoint.js';
import type { StreamDeps } from '../inbound/stream/stream-deps.js';
import { websocketEndpoint } from '../inbound/stream/websocket/websocket-endpoint.js';
import { chooseTransport } from '../inbound/transport/choose-transport.js';
import { makeTurns } from '../inbound/turns.js';
import { redisTickets } from '../outbound/redis/redis-tickets.js';
import { memoryTickets } from '../outbound/system/memory-tickets.js';
import { single } from './single.js';
import { TOKENS as T } from './tokens.js';

const { config, redisBus, storage, clock, ids, metrics, logger, fanOut } = T;

/** HTTP, WebSocket and Server-Sent Events, on one port. */
export const transportModule = new ContainerModule(({ bind }) => {
  single(bind(T.stopping), {}, makeStopping);
  single(bind(T.transport), { config, logger }, async ({ config, logger }) => {
    const chosen = await chooseTransport(config.transport);
    // A server without it cannot start; the message says what to do.
    if (E.isLeft(chosen)) throw new Error(chosen.left);
    const { make, notice } = chosen.right;
    if (notice !== null) logger.info({}, notice);
    const limits = {
      headBytes: BUDGETS.headBytes,
      messageBytes: BUDGETS.messageBytes,
      idleSeconds: config.wsIdleTimeout,
    };
    return make(limits);
  });

  // Webhooks are received before it is known whether they are authentic, so they do not take the room of those who have a credential.
  single(bind(T.webhookBodies), {}, () => bodiesOf(BUDGETS.webhookBodiesBytes));
  single(bind(T.bodies), {}, () => bodiesOf(BUDGETS.bodiesBytes - BUDGETS.webhookBodiesBytes));
  single(bind(T.tickets), { redisBus, storage, clock }, ({ redisBus, storage: { tickets }, clock }) =>
    redisBus === null ? (tickets ?? memoryTickets()) : redisTickets(redisBus.redis.commands, clock),
  );
  single(bind(T.historyTurns), {}, makeTurns);
  single(bind(T.history), { storage, turns: T.historyTurns }, ({ storage: { events }, turns }) =>
    makeHistory(events, turns),
  );
  single(bind(T.outflow), {}, () => makeOutflow({ stopwatch: () => performance.now() })).onDeactivation(({ close }) =>
    close(),
  );
  single(
    bind(T.fanOut),
    { config, bus: T.bus, storage, history: T.history, recheck: T.recheckAccess, clock },
    ({ config, storage: { events }, ...rest }) =>
      makeFanOut({
        ...{ events, maxConnectionsPerApp: config.wsMaxConnectionsPerApp, stopwatch: () => performance.now() },
        ...rest,
      }),
  );

  single(
    bind(T.http),
    {
      ...{ stopping: T.stopping, config, fanOut, clock, ids, logger, metrics },
      ...{ gate: T.gate, bodies: T.bodies, webhookBodies: T.webhookBodies, history: T.history, outflow: T.outflow },
      ...{ operations: T.operations, pages: T.pages },
    },
    ({ stopping: { isStopping }, config, fanOut, clock, ids, logger, metrics, ...rest }) => {
      const headers = headerPolicy(config);
      const { gate, bodies, webhookBodies, history, outflow, operations, pages } = rest;
      const stream: StreamDeps = {
        ...{ fanOut, history, outflow, gate, ids, logger, isStopping, noteSent: metrics.eventsSent },
        trustProxy: config.trustProxy,
        headersFor: (request) => standingHeaders(headers, request.path(), request.header('origin')),
      };
      const streams = [websocketEndpoint({ ...stream, clock }), eventStreamEndpoint(stream)];
      return makeHttpServer([...operations, ...pages], streams, {
        headers,
        bodiesFor: (route) => (route.startsWith('/webhooks/') ? webhookBodies : bodies),
        isStopping,
        maxBody: BUDGETS.bodyBytes,
        trustProxy: config.trustProxy,
        ids,
        logger,
        observe: metrics.requestAnswered,
        stopwatch: () => performance.now(),
      });
    },
  );
});

const bodiesOf = (mostTogether: number) =>
  makeRequestBodies({ most: BUDGETS.bodyBytes, mostTogether, withinMs: BUDGETS.bodyMs });

const headerPolicy = ({ corsOrigins, nodeEnv }: Config): HeaderPolicy => ({
  corsOrigins,
  production: nodeEnv === 'production',
});
