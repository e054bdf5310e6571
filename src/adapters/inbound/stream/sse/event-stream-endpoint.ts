import * as E from 'fp-ts/lib/Either.js';
import { addressOf } from '../../http/client-address.js';
import type { Endpoint } from '../../http/endpoint.js';
import { type Problem, problem, replyOf } from '../../http/problem.js';
import { readQuery } from '../../http/read-query.js';
import { unlessRefused } from '../../http/refused-head.js';
import { requestIdOf, sendReply } from '../../http/send-reply.js';
import type { TransportRequest, TransportResponse } from '../../transport/transport.js';
import { admit, type Client } from '../admission.js';
import type { Connection } from '../sink.js';
import { StreamClient } from '../stream-client.js';
import type { StreamDeps } from '../stream-deps.js';
import { SUBPROTOCOL } from '../stream-request.js';
import { beginEventStream, type EventWriter, endEventStreamHead, makeEventWriter } from './event-stream-response.js';

/** Shorter than the ten seconds after which a transport may close a response that nothing is written to. */
const KEEP_ALIVE_MS = 5_000;

/** `GET /api/events/stream`: what `/ws` sends, as Server-Sent Events. */
export const eventStreamEndpoint = (deps: StreamDeps): Endpoint => {
  const serve = async (request: TransportRequest, response: TransportResponse): Promise<void> => {
    let open = true;
    let leave = (): void => undefined;
    response.onAborted(() => {
      open = false;
      leave();
    });
    const { requestId, headers, credentials, withoutBody, hello } = copyRequest(request, deps);
    const refuse = (refusal: Problem): void => {
      const reply = replyOf(refusal);
      sendReply(response, requestId, { ...reply, headers: { ...headers, ...reply.headers } }, { withoutBody });
    };
    const client = await admit(deps, credentials);
    if (!open) return;
    if (E.isLeft(client)) return refuse(client.left.problem);
    if (!deps.fanOut.hasRoomFor(client.right.access.appId)) return refuse(TOO_MANY_CONNECTIONS);
    if (withoutBody) return endEventStreamHead(response, { ...headers, 'x-request-id': requestId });
    beginEventStream(response, { ...headers, 'x-request-id': requestId });
    leave = join(deps, response, client.right, hello);
  };
  return { method: 'GET', path: '/api/events/stream', serve: unlessRefused(deps, serve), upgrade: undefined };
};

const TOO_MANY_CONNECTIONS = problem(429, 'The app has too many connections. Close some.');

/** The request can be read only until the first await, so everything is copied. */
const copyRequest = (request: TransportRequest, { ids, headersFor, trustProxy }: StreamDeps) => {
  const query = readQuery(request.query());
  const lastEventId = request.header('last-event-id');
  const hello = query.get('protocol') === SUBPROTOCOL;
  if (hello) query.delete('protocol');
  if (lastEventId !== '') query.set('since', lastEventId);
  return {
    requestId: requestIdOf(request, ids),
    headers: headersFor(request),
    credentials: { query, keyHeader: request.header('x-app-api-key'), address: addressOf(request, trustProxy) },
    withoutBody: request.method() === 'HEAD',
    /** Whether the client is sent the position of the stream first, as a socket of this subprotocol is. */
    hello,
  };
};

/** Connects the client of a response to its stream; returns what disconnects it. */
const join = (deps: StreamDeps, response: TransportResponse, client: Client, hello: boolean): (() => void) => {
  const writer = makeEventWriter(response);
  const leave = (): void => {
    writer.close();
    clearInterval(keepAlive);
    connected.left();
  };
  const connected = new StreamClient(
    deps,
    client,
    connectionOf(response, writer, () => leave()),
    hello,
  );
  const keepAlive = setInterval(writer.keepAlive, KEEP_ALIVE_MS);
  response.onDrain(() => {
    writer.drained();
    connected.drained();
  });
  return leave;
};

const connectionOf = (response: TransportResponse, writer: EventWriter, leave: () => void): Connection => ({
  send: writer.send,
  together: writer.together,
  buffered: writer.buffered,
  end: (why) => {
    writer.end(why);
    leave();
  },
  drop: () => response.close(),
});
