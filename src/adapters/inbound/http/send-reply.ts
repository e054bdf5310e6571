import type { IdGenerator } from '../../../application/ports/id-generator.js';
import type { Answer, TransportRequest, TransportResponse } from '../transport/transport.js';
import { asText, JSON_HEADERS, JSON_TYPE, type Reply } from './reply.js';

const WELL_FORMED_ID = /^[\w.:-]{1,128}$/;

/** The request id that the client sent if it is well-formed, else one of ours. */
export const requestIdOf = (request: Pick<TransportRequest, 'header'>, ids: IdGenerator): string => {
  const sent = request.header('x-request-id');
  return sent !== '' && WELL_FORMED_ID.test(sent) ? sent : ids.next();
};

interface Sending {
  /** Headers that the answer has unless the reply has others in their stead. */
  readonly standing?: Readonly<Record<string, string>>;
  /** Closes the connection, for a client that may still be sending. */
  readonly hangUp?: boolean;
  /** Sends the headers of the reply alone, its length included: the answer to a HEAD request (RFC 9110 §9.3.2). */
  readonly withoutBody?: boolean;
}

const NO_HEADERS = {};

/** Sends a reply, as text where it is not yet. */
export const sendReply = (
  response: Pick<TransportResponse, 'send'>,
  requestId: string,
  reply: Reply,
  { standing = NO_HEADERS, hangUp = false, withoutBody = false }: Sending = {},
): void => {
  const { status, body, headers } = asText(reply);
  response.send({ status, body, ...headersOf(requestId, headers, standing) }, { hangUp, withoutBody });
};

const headersOf = (
  requestId: string,
  headers: Reply['headers'],
  standing: Readonly<Record<string, string>>,
): Pick<Answer, 'headers' | 'shared'> => {
  if (headers === JSON_HEADERS) {
    return { headers: { 'x-request-id': requestId, 'content-type': JSON_TYPE }, shared: standing };
  }
  const own = { 'x-request-id': requestId, ...headers };
  for (const name in headers) if (name in standing) return { headers: { ...standing, ...own } };
  return { headers: own, shared: standing };
};
