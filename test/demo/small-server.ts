import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLeft } from 'fp-ts/lib/Either.js';
import { type WebSocket, WebSocketServer } from 'ws';
import { deliveryAuthenticator } from '../../src/adapters/outbound/dialpad/delivery-authenticator.js';
import { payloadReader } from '../../src/adapters/outbound/dialpad/payload-reader.js';
import { eventToText } from '../../src/adapters/wire/event-json.js';
import type { Aggregates } from '../../src/domain/aggregates.js';
import { decide } from '../../src/domain/decide.js';
import type { AppId, EventId } from '../../src/domain/ids.js';

/** A server with one app and everything in memory: the webhook and the socket that the demo needs, on the real translation and domain. */
export interface SmallServer {
  readonly url: string;
  readonly paths: readonly (string | undefined)[];
  readonly stop: () => Promise<void>;
}

const nextId = (() => {
  let count = 0;
  return () => {
    count += 1;
    return `01890000-0000-7000-9000-${String(count).padStart(12, '0')}`;
  };
})();

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
};

const merged = <A>(before: readonly A[], after: readonly A[], keyOf: (item: A) => string): readonly A[] => [
  ...new Map([...before, ...after].map((item) => [keyOf(item), item])).values(),
];

export const startSmallServer = async (app: {
  readonly id: AppId;
  readonly key: string;
  readonly secret: string;
}): Promise<SmallServer> => {
  const sockets = new Set<WebSocket>();
  const paths: (string | undefined)[] = [];
  let stored: Aggregates = { calls: [], voicemails: [], messages: [] };
  let seq = 0;

  const take = (body: Buffer): number => {
    const now = Date.now();
    const opened = deliveryAuthenticator.open({ body, signature: null }, [app.secret], now);
    if (isLeft(opened)) return 401;
    const translation = payloadReader.translate({ payload: opened.right, receivedAt: now });
    if (translation._tag !== 'Observed') return 200;
    const observations = translation.observations.map((observation) => ({
      appId: app.id,
      observation,
      replayed: false,
    }));
    const { pendingEvents, ...changed } = decide(stored, observations, nextId, now);
    stored = {
      calls: merged(stored.calls, changed.calls, (one) => one.dialpadCallId),
      voicemails: merged(stored.voicemails, changed.voicemails, (one) => one.key),
      messages: merged(stored.messages, changed.messages, (one) => one.dialpadMessageId),
    };
    for (const { appId, happenedAt, replayed, content } of pendingEvents) {
      seq += 1;
      const event = { id: nextId() as EventId, appId, happenedAt, targetCrmUser: null, replayed, content, seq };
      for (const socket of sockets) socket.send(eventToText(event));
    }
    return 200;
  };

  const http = createServer(async (request, response) => {
    paths.push(request.url);
    response.writeHead(take(await bodyOf(request))).end('{}');
  });
  const upgrades = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    paths.push(request.url);
    if (request.headers['x-app-api-key'] !== app.key) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
      return;
    }
    upgrades.handleUpgrade(request, socket, head, (client) => {
      sockets.add(client);
      client.send(JSON.stringify({ event: 'stream.hello', stream: 's', seq: 0, app_id: app.id }));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    paths,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.terminate();
        http.closeAllConnections();
        http.close(() => resolve());
      }),
  };
};
