import type { HttpRequest as UwsRequest, HttpResponse as UwsResponse } from 'uWebSockets.js';
import type { IdGenerator } from '../../../application/ports/id-generator.js';
import { type Problem, problem, replyOf } from './problem.js';
import type { Reply } from './reply.js';
import { requestIdOf, sendReply } from './send-reply.js';

/**
 * Why a head leaves open where its body ends; null where it does not. Two servers in a row could read such a request differently, and
 * then take a part of one for another (RFC 9112 §11.2), so it is refused and its connection closed.
 */
export const ambiguityOf = (req: UwsRequest): Problem | null => {
  if (req.getHeader('content-length') === '' && req.getHeader('transfer-encoding') === '') return null;
  const lengths: string[] = [];
  const encodings: string[] = [];
  req.forEach((name, value) => {
    if (name === 'content-length') lengths.push(value);
    if (name === 'transfer-encoding') encodings.push(value);
  });
  return ambiguity(lengths, encodings);
};

/** Serves a request unless its head is ambiguous, which is refused at once, before anything that follows it is read. */
export const unlessAmbiguous =
  <More extends readonly unknown[]>(
    { ids, headersFor }: { readonly ids: IdGenerator; readonly headersFor: (req: UwsRequest) => Reply['headers'] },
    serve: (res: UwsResponse, req: UwsRequest, ...more: More) => unknown,
  ) =>
  (res: UwsResponse, req: UwsRequest, ...more: More): void => {
    const ambiguity = ambiguityOf(req);
    if (ambiguity === null) {
      serve(res, req, ...more);
      return;
    }
    let open = true;
    res.onAborted(() => {
      open = false;
    });
    const requestId = requestIdOf(req, ids);
    const refused = replyOf(ambiguity);
    const reply = { ...refused, headers: { ...headersFor(req), ...refused.headers } };
    // In a later turn: while a request is not answered, µWebSockets.js closes the connection if another one follows in the same bytes.
    setImmediate(() => {
      if (open) sendReply(res, requestId, reply, { hangUp: true });
    });
  };

/** The same of the values of `content-length` and `transfer-encoding`, one for each line. */
export const ambiguity = (lengths: readonly string[], encodings: readonly string[]): Problem | null => {
  if (lengths.length > 0 && encodings.length > 0) return refusal('has both a content-length and a transfer-encoding');
  if (lengths.length > 1) return refusal('has more than one content-length');
  if (lengths[0] !== undefined && !/^\d{1,15}$/.test(lengths[0]))
    return refusal('has a content-length that is no number');
  if (encodings.length > 1) return refusal('has more than one transfer-encoding');
  if (encodings[0] !== undefined && !/^chunked$/i.test(encodings[0])) {
    return refusal('has a transfer-encoding other than chunked');
  }
  return null;
};

const refusal = (what: string): Problem =>
  problem(400, `The request ${what}, so it cannot be told where it ends. Send it with one of them, once.`);
