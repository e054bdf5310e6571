import type { TransportRequest } from '../transport.js';
import type { UwsHttpRequest, UwsHttpResponse } from './uws.js';

const NONE: readonly string[] = [];

/** A class, because one is made for each request. */
export class UwsRequest implements TransportRequest {
  readonly #req: UwsHttpRequest;
  readonly #res: UwsHttpResponse;

  constructor(req: UwsHttpRequest, res: UwsHttpResponse) {
    this.#req = req;
    this.#res = res;
  }

  method(): string {
    return this.#req.getMethod().toUpperCase();
  }

  path(): string {
    return this.#req.getUrl();
  }

  query(): string {
    return this.#req.getQuery();
  }

  header(name: string): string {
    return this.#req.getHeader(name);
  }

  // `getHeader` tells of the first line only, and not whether an empty one is there.
  lines<Name extends string>(names: readonly Name[]): Readonly<Record<Name, readonly string[]>> {
    const found = names.map(() => NONE);
    this.#req.forEach((name, value) => {
      const at = names.indexOf(name as Name);
      if (at >= 0) found[at] = [...(found[at] ?? NONE), value];
    });
    return Object.fromEntries(names.map((name, at) => [name, found[at]])) as Record<Name, readonly string[]>;
  }

  remoteAddress(): string {
    return Buffer.from(this.#res.getRemoteAddressAsText()).toString();
  }
}
