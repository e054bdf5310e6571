import type { TransportRequest } from '../transport.js';
import type { UwsHttpRequest, UwsHttpResponse } from './uws.js';

/** A class, because one is made for each request. µWebSockets.js can be asked only in the turn in which it arrives. */
export class UwsRequest implements TransportRequest {
  readonly #req: UwsHttpRequest;
  readonly #res: UwsHttpResponse;
  /** Names and values by turns. Read all at once: asking for a few of them one by one takes longer. */
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
    this.#query ??= this.#req.getQuery();
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
    this.#readHeaders();
  }

  #readHeaders(): readonly string[] {
    if (this.#headers !== null) return this.#headers;
    const headers: string[] = [];
    this.#req.forEach((name, value) => {
      headers.push(name, value);
    });
    this.#headers = headers;
    return headers;
  }
}

const NONE: readonly string[] = [];
