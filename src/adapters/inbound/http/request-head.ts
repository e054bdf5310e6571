import type { IdGenerator } from '../../../application/ports/id-generator.js';
import type { TransportRequest } from '../transport/transport.js';
import { addressOf } from './client-address.js';
import { type HttpRequest, REQUEST_HEADERS, type RequestHeader } from './http-request.js';
import { readQuery } from './read-query.js';
import { withoutTrailingSlash } from './route-path.js';
import { requestIdOf } from './send-reply.js';

/** A request without its body, and without what belongs to the route. */
export type RequestHead = Omit<HttpRequest, 'body' | 'parameters'>;

/** Copies what is needed of a request, which can be read only in the turn in which it arrives. `params` are those of its path. */
export const readHead = (
  request: TransportRequest,
  params: HttpRequest['params'],
  { ids, trustProxy }: { readonly ids: IdGenerator; readonly trustProxy: number },
): RequestHead => {
  const headers = readHeaders(request);
  return {
    id: requestIdOf(request, ids),
    method: request.method(),
    path: withoutTrailingSlash(request.path()),
    params,
    query: readQuery(request.query()),
    address: addressOf(request, trustProxy),
    header: (name) => headers.get(name) ?? null,
  };
};

const readHeaders = (request: TransportRequest): ReadonlyMap<RequestHeader, string> =>
  new Map(REQUEST_HEADERS.map((name) => [name, request.header(name)] as const).filter(([, value]) => value !== ''));
