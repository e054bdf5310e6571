import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, SocketHandlers, UpgradeResponse } from '../transport.js';

/** Makes the connection of a response a WebSocket. */
type Upgrade = (protocol: string, handlers: SocketHandlers) => void;

/** A client that takes nothing of its answer for so long, in milliseconds, is disconnected. */
const NO_PROGRESS_MS = 15_000;

const NOTHING = new Uint8Array();

/** A class, because one is made for each request. */
export class NodeResponse implements UpgradeResponse {
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #upgrade: Upgrade;
  /** Whether it was answered, or its client has gone. */
  #isOver = false;
  #aborted: () => void = () => undefined;

  constructor(req: IncomingMessage, res: ServerResponse, upgrade: Upgrade) {
    this.#req = req;
    this.#res = res;
    this.#upgrade = upgrade;
    res.on('close', () => {
      if (this.#isOver) return;
      this.#isOver = true;
      this.#aborted();
    });
  }

  onAborted(aborted: () => void): void {
    this.#aborted = aborted;
  }

  onData(receive: (chunk: Uint8Array, isLast: boolean) => void): void {
    // Without a length, only the end tells which chunk was the last.
    let left = Number(this.#req.headers['content-length'] ?? Number.POSITIVE_INFINITY);
    this.#req.on('data', (chunk: Buffer) => {
      left -= chunk.byteLength;
      receive(chunk, left === 0);
    });
    this.#req.on('end', () => {
      if (left !== 0 || this.#req.headers['content-length'] === '0') receive(NOTHING, true);
    });
  }

  pause(): void {
    this.#req.pause();
  }

  resume(): void {
    this.#req.resume();
  }

  send(
    { status, headers, shared, body }: Answer,
    how: { readonly hangUp: boolean; readonly withoutBody: boolean },
  ): void {
    if (this.#isOver) return;
    const head: string[] = [];
    for (const name in headers) head.push(name, headers[name] ?? '');
    for (const name in shared) head.push(name, shared[name] ?? '');
    if (status !== NO_CONTENT && status !== NOT_MODIFIED)
      head.push('content-length', String(Buffer.byteLength(body ?? '')));
    if (how.hangUp) head.push('connection', 'close');
    // Throws where a header cannot be sent: then another answer can still be given.
    this.#res.writeHead(status, head);
    this.#isOver = true;
    this.#res.end(how.withoutBody ? null : body);
    const { socket } = this.#res;
    if (socket !== null && socket.writableLength > 0) socket.setTimeout(NO_PROGRESS_MS);
  }

  begin(status: number, headers: Readonly<Record<string, string>>): void {
    this.#res.writeHead(status, headers);
    this.#res.flushHeaders();
  }

  write(text: string): boolean {
    return this.#res.write(text);
  }

  onDrain(drained: () => void): void {
    this.#res.on('drain', drained);
  }

  together(writes: () => void): void {
    this.#res.cork();
    writes();
    this.#res.uncork();
  }

  end(text: string): void {
    this.#isOver = true;
    this.#res.end(text);
  }

  accept(protocol: string, handlers: SocketHandlers): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#upgrade(protocol, handlers);
  }

  close(): void {
    if (!this.#isOver) this.#req.socket.destroy();
  }
}

const NO_CONTENT = 204;
/** Its length would be that of a body that the client has (RFC 9110 §8.6). */
const NOT_MODIFIED = 304;
