import type { HttpRequest as UwsRequest, HttpResponse as UwsResponse } from 'uWebSockets.js';
import { STATUS_CODES } from 'node:http';
import type { IdGenerator } from '../../../application/ports/id-generator.js';
import type { Reply } from './reply.js';

const WELL_FORMED_ID = /^[\w.:-]{1,128}$/;

/** The request id that the client sent if it is well-formed, else one of ours. */
export const requestIdOf = (req: UwsRequest, ids: IdGenerator): string => {
  const sent = req.getHeader('x-request-id');
  return WELL_FORMED_ID.test(sent) ? sent : ids.next();
};

/** Sends a reply. With `hangUp` the connection is closed, for a client that may still be sending. */
export const sendReply = (
  res: UwsResponse,
  requestId: string,
  { status, body, headers = {} }: Reply,
  hangUp = false,
): void => {
  res.cork(() => {
    res.writeStatus(`${status} ${STATUS_CODES[status] ?? ''}`);
    res.writeHeader('x-request-id', requestId);
    for (const [name, value] of Object.entries(headers)) res.writeHeader(name, value);
    if (body === null) {
      res.endWithoutBody(0, hangUp);
    } else if (typeof body === 'string') {
      res.end(body, hangUp);
    } else {
      res.writeHeader('content-type', 'application/json; charset=utf-8');
      res.end(JSON.stringify(body), hangUp);
    }
  });
};
