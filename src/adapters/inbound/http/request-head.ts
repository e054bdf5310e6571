import type { IdGenerator } from '../../../application/ports/id-generator.js';
import type { TransportRequest } from '../transport/transport.js';
import { addressOf } from './client-address.js';
import type { HttpRequest } from './http-request.js';
import { readQuery } from './read-query.js';
import type { RequestBody } from './request-bodies.js';
import { withoutTrailingSlash } from './route-path.js';
import { requestIdOf } from './send-reply.js';

interface Deps {
  readonly ids: IdGenerator;
  readonly trustProxy: number;
}

/** What a request has by its route. */
interface OfRoute {
  readonly params: HttpRequest['params'];
  readonly parameters: HttpRequest['parameters'];
}

/** A request of which each part is read when it is asked for: most answers need few. A class, because one is made for each request. */
export class ArrivedRequest implements HttpRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly params: HttpRequest['params'];
  readonly parameters: HttpRequest['parameters'];
  readonly body: HttpRequest['body'];
  readonly header: HttpRequest['header'];
  readonly #request: TransportRequest;
  readonly #trustProxy: number;
  #query: URLSearchParams | null = null;
  #address: string | null = null;

  constructor(request: TransportRequest, { params, parameters }: OfRoute, body: RequestBody, deps: Deps) {
    this.id = requestIdOf(request, deps.ids);
    this.method = request.method();
    this.path = withoutTrailingSlash(request.path());
    this.params = params;
    this.parameters = parameters;
    this.body = body.read;
    this.header = (name) => request.header(name) || null;
    this.#request = request;
    this.#trustProxy = deps.trustProxy;
  }

  get query(): URLSearchParams {
    this.#query ??= readQuery(this.#request.query());
    return this.#query;
  }

  get address(): string {
    this.#address ??= addressOf(this.#request, this.#trustProxy);
    return this.#address;
  }
}
