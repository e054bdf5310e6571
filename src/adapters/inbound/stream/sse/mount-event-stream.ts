import type { TemplatedApp, HttpRequest as UwsRequest, HttpResponse as UwsResponse } from 'uWebSockets.js';
import * as E from 'fp-ts/lib/Either.js';
import type { EventLog } from '../../../../application/ports/event-log.js';
import type { IdGenerator } from '../../../../application/ports/id-generator.js';
import { problem, replyOf } from '../../http/problem.js';
import { requestIdOf, sendReply } from '../../http/send-reply.js';
import { type Admission, admit, type Client } from '../admission.js';
import { MAX_BUFFERED, makeConnection, type Sink } from '../connection.js';
import type { FanOut, Member } from '../fan-out.js';

interface Deps extends Admission {
  readonly fanOut: FanOut;
  readonly events: EventLog;
  readonly ids: IdGenerator;
  /** Hears of every event that goes out. */
  readonly noteSent: () => void;
  /** Headers of every answer to this request. */
  readonly headersFor: (req: UwsRequest) => Readonly<Record<string, string>>;
}

/** Shorter than the ten seconds after which µWebSockets.js gives up a response that is not written to. */
const KEEP_ALIVE_MS = 5_000;
/** How long a browser is to wait before it comes back, in milliseconds. */
const COME_BACK_AFTER_MS = 3_000;

/**
 * Puts `GET /api/events/stream` on a µWebSockets.js app: what the socket tells, as Server-Sent Events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html). The id of each is its `seq`, with which a browser comes back by itself.
 */
export const mountEventStream = (app: TemplatedApp, deps: Deps): void => {
  app.get('/api/events/stream', async (res, req) => {
    let open = true;
    let leave = (): void => undefined;
    res.onAborted(() => {
      open = false;
      leave();
    });
    const requestId = requestIdOf(req, deps.ids);
    const headers = deps.headersFor(req);
    const query = new URLSearchParams(req.getQuery());
    const lastEventId = req.getHeader('last-event-id');
    if (lastEventId !== '') query.set('since', lastEventId);

    const client = await admit(deps, query, req.getHeader('x-app-api-key'));
    if (!open) return;
    if (E.isLeft(client)) {
      const reply = replyOf(client.left);
      return sendReply(res, requestId, { ...reply, headers: { ...headers, ...reply.headers } });
    }
    if (!deps.fanOut.hasRoomFor(client.right.access.appId)) {
      return sendReply(res, requestId, replyOf(problem(429, 'The app has too many connections. Close some.')));
    }
    begin(res, { ...headers, 'x-request-id': requestId });
    leave = join(deps, res, client.right, () => {
      open = false;
    });
  });
};

const begin = (res: UwsResponse, headers: Readonly<Record<string, string>>): void => {
  res.cork(() => {
    res.writeStatus('200 OK');
    for (const [name, value] of Object.entries(headers)) res.writeHeader(name, value);
    res.writeHeader('content-type', 'text/event-stream; charset=utf-8');
    res.writeHeader('cache-control', 'no-store');
    // Nginx holds back what it takes for a page.
    res.writeHeader('x-accel-buffering', 'no');
    res.write(`retry: ${COME_BACK_AFTER_MS}\n\n`);
  });
};

/** Connects a response to the stream; returns what takes it out again. */
const join = (deps: Deps, res: UwsResponse, { access, request, position }: Client, ended: () => void): (() => void) => {
  let waiting = 0;
  let open = true;

  const write = (text: string): void => {
    if (!open) return;
    res.cork(() => {
      waiting = res.write(text) ? 0 : waiting + Buffer.byteLength(text);
    });
  };
  const sink: Sink = {
    send: ({ seq, text }) => {
      if (seq !== null) deps.noteSent();
      write(`${seq === null ? '' : `id: ${seq}\n`}data: ${text}\n\n`);
    },
    buffered: () => waiting,
    end: ({ code, reason }) => {
      if (!open) return;
      write(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`);
      leave();
      ended();
      res.end();
    },
  };
  const connection = makeConnection({
    appId: access.appId,
    events: deps.events,
    sink,
    interest: request.interest,
    beginning: { ...request.beginning, position, hello: false },
    maxBuffered: MAX_BUFFERED,
  });
  res.onWritable(() => {
    waiting = 0;
    connection.drained();
    return true;
  });
  const member: Member = { access, connection, end: sink.end };
  const keepAlive = setInterval(() => write(': here\n\n'), KEEP_ALIVE_MS);
  const leave = (): void => {
    open = false;
    clearInterval(keepAlive);
    deps.fanOut.leave(member);
    connection.gone();
  };
  deps.fanOut.join(member);
  void connection.begin();
  return leave;
};
