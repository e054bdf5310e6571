import type { TransportRequest, TransportResponse, UpgradeResponse } from '../transport/transport.js';
import type { HttpRequest } from './http-request.js';
import type { Route } from './route.js';

/** A path that is served by itself, such as a stream, whose answer has no end. */
export interface Endpoint extends Pick<Route, 'method' | 'path'> {
  /** An exception, or a promise that rejects, is answered as a bug of ours. */
  readonly serve: (
    request: TransportRequest,
    response: TransportResponse,
    params: HttpRequest['params'],
  ) => Promise<void> | undefined;
  /** Serves a request for a WebSocket; without it, that is served like any other. */
  readonly upgrade: ((request: TransportRequest, response: UpgradeResponse) => void) | undefined;
}
