import { STATUS_CODES } from 'node:http';
import type { Answer, SocketHandlers, UpgradeResponse } from '../transport.js';
import type { UwsHttpResponse } from './uws.js';

/** Makes the connection of a response a WebSocket. */
type Upgrade = (protocol: string, handlers: SocketHandlers) => void;

/** µWebSockets.js throws where a response is used after its end. A class, because one is made for each request. */
export class UwsResponse implements UpgradeResponse {
  readonly #res: UwsHttpResponse;
  readonly #upgrade: Upgrade;
  /** Whether it was answered, or its client has gone. */
  #isOver = false;
  /** Whether its request is arriving in this turn of the event loop. */
  #isArriving = true;
  #hasEnded = false;
  #hasGone = false;
  #hasWritten = false;
  #aborted: () => void = () => undefined;

  constructor(res: UwsHttpResponse, upgrade: Upgrade) {
    this.#res = res;
    this.#upgrade = upgrade;
  }

  /** The turn in which the request arrived ends. Until then its client cannot go, and most are answered by then. */
  arrived(): void {
    this.#isArriving = false;
    if (!this.#hasEnded && !this.#hasGone) this.#noticeAbort();
  }

  #noticeAbort(): void {
    this.#res.onAborted(() => {
      this.#hasGone = true;
      if (this.#isOver) return;
      this.#isOver = true;
      this.#aborted();
    });
  }

  onAborted(aborted: () => void): void {
    this.#aborted = aborted;
  }

  onData(receive: (chunk: Uint8Array, isLast: boolean) => void): void {
    this.#res.onData((chunk, isLast) => receive(new Uint8Array(chunk), isLast));
  }

  pause(): void {
    this.#res.pause();
  }

  resume(): void {
    this.#res.resume();
  }

  send(answer: Answer, how: { readonly hangUp: boolean; readonly withoutBody: boolean }): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // While a request is not answered, µWebSockets.js closes the connection if another one follows in the same bytes: that one is not
    // served.
    if (how.hangUp && this.#isArriving) setImmediate(() => this.#sendNow(answer, how));
    else this.#sendNow(answer, how);
  }

  #sendNow(
    { status, headers, shared, body }: Answer,
    { hangUp, withoutBody }: { readonly hangUp: boolean; readonly withoutBody: boolean },
  ): void {
    if (this.#hasGone) return;
    this.#hasEnded = true;
    const res = this.#res;
    const write = (): void => {
      if (status !== OK) res.writeStatus(statusLine(status));
      writeHeaders(res, headers, shared);
      if (status === NOT_MODIFIED && !hangUp) res.endWithoutBody();
      else if (body === null || withoutBody) endWithoutBody(res, Buffer.byteLength(body ?? ''), hangUp);
      else res.end(body, hangUp);
    };
    // In the turn in which a request arrives, µWebSockets.js gathers what is written anyway.
    if (this.#isArriving) write();
    else res.cork(write);
  }

  begin(status: number, headers: Readonly<Record<string, string>>): void {
    this.together(() => {
      this.#res.writeStatus(statusLine(status));
      writeHeaders(this.#res, headers);
    });
  }

  write(text: string): boolean {
    this.#hasWritten = true;
    return this.#res.write(text);
  }

  onDrain(drained: () => void): void {
    this.#res.onWritable(() => {
      drained();
      return true;
    });
  }

  together(writes: () => void): void {
    this.#res.cork(writes);
  }

  end(text: string): void {
    this.#isOver = true;
    this.#hasEnded = true;
    this.#res.cork(() => {
      if (this.#hasWritten || text !== '') this.#res.end(text);
      else this.#res.endWithoutBody();
    });
  }

  accept(protocol: string, handlers: SocketHandlers): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#hasEnded = true;
    this.#upgrade(protocol, handlers);
  }

  close(): void {
    if (this.#hasGone || this.#isOver) return;
    if (this.#isArriving) this.#noticeAbort();
    this.#res.close();
  }
}

/** µWebSockets.js waits for the body whose length it was told, and so serves nothing more on the connection: it must not know the length. */
const endWithoutBody = (res: UwsHttpResponse, length: number, hangUp: boolean): void => {
  if (hangUp || length === 0) res.endWithoutBody(length, hangUp);
  else {
    res.writeHeader('content-length', String(length));
    res.endWithoutBody();
  }
};

const statusLine = (status: number): string => `${status} ${STATUS_CODES[status] ?? ''}`;

/** Has no length: it would be that of a body that the client has (RFC 9110 §8.6). */
const NOT_MODIFIED = 304;

/** What µWebSockets.js writes itself if it was told no status. */
const OK = 200;

/** µWebSockets.js writes a value as it is. So all lines go in one call: a call takes longer than its line. */
const writeHeaders = (res: UwsHttpResponse, headers: Headers, shared: Headers = NO_HEADERS): void => {
  let first = '';
  let value = '';
  for (const name in headers) {
    if (first === '') {
      first = name;
      value = headers[name] ?? '';
    } else value += lineOf(name, headers);
  }
  if (first === '') for (const name in shared) res.writeHeader(name, shared[name] ?? '');
  else res.writeHeader(first, value + linesOf(shared));
};

type Headers = Answer['headers'];
const NO_HEADERS: Headers = {};

const lineOf = (name: string, headers: Headers): string => `\r\n${name}: ${headers[name]}`;

/** The lines of headers that come with many answers. */
const linesOf = (shared: Headers): string => {
  const known = sharedLines.get(shared);
  if (known !== undefined) return known;
  const lines = Object.keys(shared)
    .map((name) => lineOf(name, shared))
    .join('');
  sharedLines.set(shared, lines);
  return lines;
};

const sharedLines = new WeakMap<Headers, string>();
