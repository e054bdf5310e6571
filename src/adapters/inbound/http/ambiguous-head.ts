import type { TransportRequest } from '../transport/transport.js';
import { type Problem, problem } from './problem.js';

/**
 * Why a head leaves open where its body ends, or for whom it is; null where it does not. Two servers in a row could read such a request
 * differently, and then take a part of one for another (RFC 9112 §11.2), so it is refused and its connection closed.
 */
export const ambiguityOf = (request: Pick<TransportRequest, 'lines'>): Problem | null => {
  return request.lines('host').length > 1
    ? refusal('has more than one host')
    : ambiguity(request.lines('content-length'), request.lines('transfer-encoding'));
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
  problem(400, `The request ${what}, so it can be understood in two ways. Send one host, and one of the others once.`);
