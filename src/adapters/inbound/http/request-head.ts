import type { HttpRequest as UwsRequest, HttpResponse as UwsResponse } from 'uWebSockets.js';
import type { IdGenerator } from '../../../application/ports/id-generator.js';
import { addressOf } from './client-address.js';
import { type HttpRequest, REQUEST_HEADERS, type RequestHeader } from './http-request.js';
import { readQuery } from './read-query.js';
import { withoutTrailingSlash } from './route-path.js';
import { requestIdOf } from './send-reply.js';

/** A request without its body, and without what belongs to the route. */
export type RequestHead = Omit<HttpRequest, 'body' | 'parameters'>;

/** Copies what is needed of a request: µWebSockets.js lets it be read only during the callback. `pattern` is the route's path. */
export const readHead = (
  res: UwsResponse,
  req: UwsRequest,
  pattern: string,
  { ids, trustProxy }: { readonly ids: IdGenerator; readonly trustProxy: number },
): RequestHead => {
  const headers = readHeaders(req);
  return {
    id: requestIdOf(req, ids),
    method: req.getMethod().toUpperCase(),
    path: withoutTrailingSlash(req.getUrl()),
    params: readParams(req, pattern),
    query: readQuery(req.getQuery()),
    address: addressOf(res, req, trustProxy),
    header: (name) => headers.get(name) ?? null,
  };
};

const readHeaders = (req: UwsRequest): ReadonlyMap<RequestHeader, string> =>
  new Map(REQUEST_HEADERS.map((name) => [name, req.getHeader(name)] as const).filter(([, value]) => value !== ''));

const readParams = (req: UwsRequest, pattern: string): Readonly<Record<string, string>> => {
  const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
  return Object.fromEntries(names.map((name, index) => [name, decoded(req.getParameter(index) ?? '')]));
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
