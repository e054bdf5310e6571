import type { IncomingMessage } from 'node:http';
import type { TransportRequest } from '../transport.js';

/** A class, because one is made for each request. */
export class NodeRequest implements TransportRequest {
  readonly #req: IncomingMessage;
  #remoteAddress: string | null = null;

  constructor(req: IncomingMessage) {
    this.#req = req;
  }

  method(): string {
    return this.#req.method ?? '';
  }

  path(): string {
    const target = this.#req.url ?? '';
    const end = target.indexOf('?');
    return end < 0 ? target : target.slice(0, end);
  }

  query(): string {
    const target = this.#req.url ?? '';
    const end = target.indexOf('?');
    return end < 0 ? '' : target.slice(end + 1);
  }

  // Not `headers`, which joins the lines of one name, or leaves out all but the first.
  header(name: string): string {
    const raw = this.#req.rawHeaders;
    for (let n = 0; n < raw.length; n += 2) if (isNamed(raw[n], name)) return raw[n + 1] ?? '';
    return '';
  }

  lines(name: string): readonly string[] {
    const raw = this.#req.rawHeaders;
    return raw.filter((_, n) => n % 2 === 1 && isNamed(raw[n - 1], name));
  }

  remoteAddress(): string {
    this.#remoteAddress ??= this.#req.socket.remoteAddress ?? '';
    return this.#remoteAddress;
  }

  /** A connection has no address once it is closed; the rest stays. */
  keep(): void {
    this.remoteAddress();
  }
}

const isNamed = (sent: string | undefined, name: string): boolean =>
  sent?.length === name.length && (sent === name || sent.toLowerCase() === name);
