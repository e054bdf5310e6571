import type { HttpRequest as UwsRequest, HttpResponse as UwsResponse } from 'uWebSockets.js';
import type { IdGenerator } from '../../../application/ports/id-generator.js';
import { ambiguityOf } from './ambiguous-head.js';
import { type Problem, problem, replyOf } from './problem.js';
import type { Reply } from './reply.js';
import { requestIdOf, sendReply } from './send-reply.js';

interface Stopping {
  /** Whether the server stops. */
  readonly isStopping: () => boolean;
}

/** Why a request is refused whatever it is for, before anything else of it is looked at; null if it is not. Its connection is closed. */
export const refusalOfHead = (req: UwsRequest, { isStopping }: Stopping): Problem | null =>
  isStopping() ? STOPPING : ambiguityOf(req);

const STOPPING = problem(503, 'The server stops. Try again: it or another one will be there in a moment.', {
  headers: { 'retry-after': '1' },
});

/** Serves a request unless its head is refused. */
export const unlessRefused =
  <More extends readonly unknown[]>(
    deps: Stopping & { readonly ids: IdGenerator; readonly headersFor: (req: UwsRequest) => Reply['headers'] },
    serve: (res: UwsResponse, req: UwsRequest, ...more: More) => unknown,
  ) =>
  (res: UwsResponse, req: UwsRequest, ...more: More): void => {
    const refusal = refusalOfHead(req, deps);
    if (refusal === null) {
      serve(res, req, ...more);
      return;
    }
    let open = true;
    res.onAborted(() => {
      open = false;
    });
    const requestId = requestIdOf(req, deps.ids);
    const refused = replyOf(refusal);
    const reply = { ...refused, headers: { ...deps.headersFor(req), ...refused.headers } };
    // In a later turn: while a request is not answered, µWebSockets.js closes the connection if another one follows in the same bytes.
    setImmediate(() => {
      if (open) sendReply(res, requestId, reply, { hangUp: true });
    });
  };
