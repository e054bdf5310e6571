import type { TransportRequest } from '../transport.js';
import type { UwsHttpRequest, UwsHttpResponse } from './uws.js';

/** A class, because one is made for each request. µWebSockets.js can be asked only in the turn in which it arrives. */
export class UwsRequest implements TransportRequest {
  readonly #req: UwsHttpRequest;
  readonly #res: UwsHttpResponse;
  /** What is kept of `arriving`. */
  #headers: readonly string[] | null = null;
  #method: string | null = null;
  #path: string | null = null;
  #query: string | null = null;
  #remoteAddress: string | null = null;

  constructor(req: UwsHttpRequest, res: UwsHttpResponse) {
    this.#req = req;
    this.#res = res;
  }

  method(): string {
    this.#method ??= this.#req.getMethod().toUpperCase();
    return this.#method;
  }

  path(): string {
    this.#path ??= this.#req.getUrl();
    return this.#path;
  }

  query(): string {
    this.#query ??= this.#req.getQuery() ?? '';
    return this.#query;
  }

  header(name: string): string {
    const headers = this.#readHeaders();
    for (let n = 0; n < headers.length; n += 2) if (headers[n] === name) return headers[n + 1] ?? '';
    return '';
  }

  lines(name: string): readonly string[] {
    const headers = this.#readHeaders();
    let lines = NONE;
    for (let n = 0; n < headers.length; n += 2) if (headers[n] === name) lines = [...lines, headers[n + 1] ?? ''];
    return lines;
  }

  remoteAddress(): string {
    this.#remoteAddress ??= Buffer.from(this.#res.getRemoteAddressAsText()).toString('latin1');
    return this.#remoteAddress;
  }

  keep(): void {
    this.method();
    this.path();
    this.query();
    this.remoteAddress();
    this.#headers = this.#readHeaders().slice();
  }

  /** Read all at once: asking for a few of them one by one takes longer. */
  #readHeaders(): readonly string[] {
    if (this.#headers !== null) return this.#headers;
    if (arriving.request === this) return arriving.headers;
    arriving.request = this;
    arriving.headers.length = 0;
    this.#req.forEach(addHeader);
    return arriving.headers;
  }
}

/** The headers of the request that came last, names and values by turns. One list for all: V8 takes one for each for lasting, and frees it late. */
const arriving: { request: UwsRequest | null; readonly headers: string[] } = { request: null, headers: [] };

const addHeader = (name: string, value: string): void => {
  arriving.headers.push(name, value);
};

const NONE: readonly string[] = [];
