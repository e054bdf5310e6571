import type { TemplatedApp, HttpRequest as UwsRequest, HttpResponse as UwsResponse } from 'uWebSockets.js';
import * as E from 'fp-ts/lib/Either.js';
import { addressOf } from '../../http/client-address.js';
import { type Problem, problem, replyOf } from '../../http/problem.js';
import { readQuery } from '../../http/read-query.js';
import { unlessRefused } from '../../http/refused-head.js';
import { bothPaths } from '../../http/route-path.js';
import { requestIdOf, sendReply } from '../../http/send-reply.js';
import { admit, type Client } from '../admission.js';
import { joinStream } from '../join-stream.js';
import type { Connection } from '../sink.js';
import type { StreamDeps } from '../stream-deps.js';
import { beginEventStream, type EventWriter, endEventStreamHead, makeEventWriter } from './event-stream-response.js';

/** Shorter than the ten seconds after which µWebSockets.js closes a response that nothing is written to. */
const KEEP_ALIVE_MS = 5_000;

/** Puts `GET /api/events/stream` on a µWebSockets.js app: what `/ws` sends, as Server-Sent Events. */
export const mountEventStream = (app: TemplatedApp, deps: StreamDeps): void => {
  const serve = async (res: UwsResponse, req: UwsRequest): Promise<void> => {
    let open = true;
    let leave = (): void => undefined;
    res.onAborted(() => {
      open = false;
      leave();
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
    leave = join(deps, res, client.right);
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

/** Connects the client of a response to its stream; returns what disconnects it. */
const join = (deps: StreamDeps, res: UwsResponse, client: Client): (() => void) => {
  const writer = makeEventWriter(res);
  const leave = (): void => {
    writer.close();
    clearInterval(keepAlive);
    joined.left();
  };
  const joined = joinStream(
    deps,
    client,
    connectionOf(res, writer, () => leave()),
    false,
  );
  const keepAlive = setInterval(writer.keepAlive, KEEP_ALIVE_MS);
  res.onWritable(() => {
    writer.drained();
    joined.drained();
    return true;
  });
  return leave;
};

const connectionOf = (res: UwsResponse, writer: EventWriter, leave: () => void): Connection => ({
  send: writer.send,
  together: writer.together,
  buffered: writer.buffered,
  end: (why) => {
    writer.end(why);
    leave();
  },
  drop: () => {
    res.close();
  },
});
