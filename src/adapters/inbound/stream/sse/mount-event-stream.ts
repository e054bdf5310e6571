import type { TemplatedApp, HttpRequest as UwsRequest, HttpResponse as UwsResponse } from 'uWebSockets.js';
import * as E from 'fp-ts/lib/Either.js';
import { addressOf } from '../../http/client-address.js';
import { type Problem, problem, replyOf } from '../../http/problem.js';
import { readQuery } from '../../http/read-query.js';
import { unlessRefused } from '../../http/refused-head.js';
import { bothPaths } from '../../http/route-path.js';
import { requestIdOf, sendReply } from '../../http/send-reply.js';
import { admit, type Client } from '../admission.js';
import { MAX_BUFFERED, type Sink } from '../sink.js';
import type { StreamDeps } from '../stream-deps.js';
import { makeSubscriber } from '../subscriber.js';
import { beginEventStream, type EventWriter, endEventStreamHead, makeEventWriter } from './event-stream-response.js';

/** Shorter than the ten seconds after which µWebSockets.js closes a response that nothing is written to. */
const KEEP_ALIVE_MS = 5_000;

/** Puts `GET /api/events/stream` on a µWebSockets.js app: what `/ws` sends, as Server-Sent Events. */
export const mountEventStream = (app: TemplatedApp, deps: StreamDeps): void => {
  const serve = async (res: UwsResponse, req: UwsRequest): Promise<void> => {
    let open = true;
    let unsubscribe = (): void => undefined;
    res.onAborted(() => {
      open = false;
      unsubscribe();
    });
    const { requestId, headers, credentials, withoutBody } = copyRequest(res, req, deps);
    const client = await admit(deps, credentials);
    if (!open) return;
    if (E.isLeft(client)) return refuse(res, requestId, client.left.problem, headers, withoutBody);
    if (!deps.fanOut.hasRoomFor(client.right.access.appId)) {
      return refuse(
        res,
        requestId,
        problem(429, 'The app has too many connections. Close some.'),
        headers,
        withoutBody,
      );
    }
    if (withoutBody) return endEventStreamHead(res, { ...headers, 'x-request-id': requestId });
    beginEventStream(res, { ...headers, 'x-request-id': requestId });
    unsubscribe = subscribe(deps, res, client.right);
  };
  const serveClear = unlessRefused(deps, serve);
  for (const path of bothPaths('/api/events/stream')) app.get(path, serveClear).head(path, serveClear);
};

/** The request can be read only until the first await, so everything is copied. */
const copyRequest = (res: UwsResponse, req: UwsRequest, { ids, headersFor, trustProxy }: StreamDeps) => {
  const query = readQuery(req.getQuery());
  const lastEventId = req.getHeader('last-event-id');
  if (lastEventId !== '') query.set('since', lastEventId);
  return {
    requestId: requestIdOf(req, ids),
    headers: headersFor(req),
    credentials: { query, keyHeader: req.getHeader('x-app-api-key'), address: addressOf(res, req, trustProxy) },
    withoutBody: req.getMethod() === 'head',
  };
};

const refuse = (
  res: UwsResponse,
  requestId: string,
  refusal: Problem,
  headers: Readonly<Record<string, string>>,
  withoutBody: boolean,
): void => {
  const reply = replyOf(refusal);
  sendReply(res, requestId, { ...reply, headers: { ...headers, ...reply.headers } }, { withoutBody });
};

/** Subscribes the client of a response; returns what unsubscribes it. */
const subscribe = (deps: StreamDeps, res: UwsResponse, { access, request, position }: Client): (() => void) => {
  const writer = makeEventWriter(res);
  const unsubscribe = (): void => {
    writer.close();
    clearInterval(keepAlive);
    deps.fanOut.unsubscribe(subscriber);
    subscriber.closed();
  };
  const subscriber = makeSubscriber({
    access,
    events: deps.events,
    sink: sinkOf(res, writer, unsubscribe, deps.noteSent),
    interest: request.interest,
    start: { ...request.start, position },
    hello: false,
    maxBuffered: MAX_BUFFERED,
  });
  const keepAlive = setInterval(writer.keepAlive, KEEP_ALIVE_MS);
  res.onWritable(() => {
    writer.drained();
    subscriber.drained();
    return true;
  });
  deps.fanOut.subscribe(subscriber);
  void subscriber.begin();
  return unsubscribe;
};

const sinkOf = (res: UwsResponse, writer: EventWriter, unsubscribe: () => void, noteSent: () => void): Sink => ({
  send: (message) => {
    if (message.seq !== null) noteSent();
    writer.send(message);
  },
  buffered: writer.buffered,
  end: (why) => {
    writer.sendClose(why);
    unsubscribe();
    res.end();
  },
});
