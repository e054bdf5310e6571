import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { SocketHandlers, TransportSocket } from '../transport.js';

const TEXT = { binary: false };

export class NodeSocket implements TransportSocket {
  readonly #ws: WebSocket;
  readonly #connection: Socket;
  readonly #handlers: SocketHandlers;
  #isClosed = false;
  #awaitsDrain = false;
  /** Whether the client was heard of since it was last asked. */
  #isAlive = true;

  constructor(ws: WebSocket, connection: Socket, handlers: SocketHandlers) {
    this.#ws = ws;
    this.#connection = connection;
    this.#handlers = handlers;
    ws.on('message', () => {
      this.#isAlive = true;
      if (!this.#isClosed) handlers.received();
    });
    for (const sign of ['ping', 'pong'] as const) {
      ws.on(sign, () => {
        this.#isAlive = true;
      });
    }
    ws.on('close', () => this.#close());
    // A message that breaks the protocol or is too large: the socket is closed with a code that says so.
    ws.on('error', () => undefined);
  }

  send(text: string | Uint8Array): void {
    this.#ws.send(text, TEXT);
    this.#awaitDrain();
  }

  together(sends: () => void): void {
    this.#connection.cork();
    sends();
    this.#connection.uncork();
    this.#awaitDrain();
  }

  buffered(): number {
    return this.#ws.bufferedAmount;
  }

  end(code: number, reason: string): void {
    this.#ws.close(code, reason);
    this.#close();
  }

  close(): void {
    this.#ws.terminate();
    this.#close();
  }

  /** Asks the client for a sign of life; closes the connection if it gave none since it was last asked. */
  askForLife(): void {
    if (this.#isAlive) {
      this.#isAlive = false;
      this.#ws.ping();
    } else this.close();
  }

  // Nothing tells of less than Node's high-water mark; what is written behind it is done once all before it has gone.
  #awaitDrain(): void {
    if (this.#awaitsDrain || this.#ws.bufferedAmount === 0) return;
    this.#awaitsDrain = true;
    this.#connection.write('', () => {
      this.#awaitsDrain = false;
      if (!this.#isClosed) this.#handlers.drained();
    });
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#handlers.closed();
  }
}
