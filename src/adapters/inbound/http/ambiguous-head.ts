import type { HttpRequest as UwsRequest } from 'uWebSockets.js';
import { type Problem, problem } from './problem.js';

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
