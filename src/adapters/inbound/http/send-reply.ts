import type { HttpRequest as UwsRequest, HttpResponse as UwsResponse } from 'uWebSockets.js';
import { STATUS_CODES } from 'node:http';
import type { IdGenerator } from '../../../application/ports/id-generator.js';
import { asText, type Reply } from './reply.js';

const WELL_FORMED_ID = /^[\w.:-]{1,128}$/;

/** The request id that the client sent if it is well-formed, else one of ours. */
export const requestIdOf = (req: UwsRequest, ids: IdGenerator): string => {
  const sent = req.getHeader('x-request-id');
  return WELL_FORMED_ID.test(sent) ? sent : ids.next();
};

interface Sending {
  /** Closes the connection, for a client that may still be sending. */
  readonly hangUp?: boolean;
  /** Sends the headers of the reply alone, its length included: the answer to a HEAD request (RFC 9110 §9.3.2). */
  readonly withoutBody?: boolean;
}

/** Sends a reply, as text where it is not yet. */
export const sendReply = (
  res: UwsResponse,
  requestId: string,
  reply: Reply,
  { hangUp = false, withoutBody = false }: Sending = {},
): void => {
  const { status, body, headers } = asText(reply);
  res.cork(() => {
    res.writeStatus(`${status} ${STATUS_CODES[status] ?? ''}`);
    res.writeHeader('x-request-id', requestId);
    for (const [name, value] of Object.entries(headers)) res.writeHeader(name, value);
    if (body === null || withoutBody) res.endWithoutBody(Buffer.byteLength(body ?? ''), hangUp);
    else res.end(body, hangUp);
  });
};
