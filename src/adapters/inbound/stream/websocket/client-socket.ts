import * as E from 'fp-ts/lib/Either.js';
import type { Clock } from '../../../../application/ports/clock.js';
import type { SocketHandlers, TransportSocket } from '../../transport/transport.js';
import type { Client } from '../admission.js';
import { type CloseCode, SERVER_BUG, TOO_MANY } from '../close-codes.js';
import type { Connection } from '../sink.js';
import { StreamClient } from '../stream-client.js';
import type { StreamDeps } from '../stream-deps.js';
import type { OutgoingMessage } from '../stream-item.js';

/** How often a client that sends messages gets an error, at most, in milliseconds. */
const ERROR_EVERY_MS = 1_000;

export type ClientSocketDeps = Pick<StreamDeps, 'outflow' | 'fanOut' | 'history' | 'noteSent'> & {
  readonly clock: Clock;
};

/** A client, or why its socket is closed as soon as it is open. */
type Admitted = E.Either<CloseCode, Client>;

/**
 * What happens on the socket of one client: it joins its stream, or is closed with the reason why it is not admitted. What is not known
 * yet of a client is found once its socket is open. A class, because there is one for each socket.
 */
export class ClientSocket implements SocketHandlers {
  readonly #deps: ClientSocketDeps;
  /** Whether the client is sent the position of the stream first. */
  readonly #hello: boolean;
  /** Null once the socket is open: what was asked for is not kept. */
  #admitted: Admitted | (() => Promise<Admitted>) | null;
  /** Null until the socket is open, and once it is closed. */
  #socket: TransportSocket | null = null;
  /** Null until the socket has joined its stream, and once it is closed. */
  #client: StreamClient | null = null;
  #lastErrorAt = 0;

  constructor(deps: ClientSocketDeps, admitted: Admitted | (() => Promise<Admitted>), hello: boolean) {
    this.#deps = deps;
    this.#admitted = admitted;
    this.#hello = hello;
  }

  opened(socket: TransportSocket): void {
    const admitted = this.#admitted;
    this.#socket = socket;
    this.#admitted = null;
    if (typeof admitted === 'function') {
      void admitted().then(
        (client) => this.#begin(client),
        () => this.#begin(E.left(SERVER_BUG)),
      );
    } else if (admitted !== null) this.#begin(admitted);
  }

  // It must not fill its buffer with errors, so they are rare and wait for nothing.
  received(): void {
    const now = this.#deps.clock.now();
    if (this.#socket === null || now - this.#lastErrorAt < ERROR_EVERY_MS || this.#socket.buffered() > 0) return;
    this.#lastErrorAt = now;
    this.#socket.send(READ_ONLY);
  }

  drained(): void {
    this.#client?.drained();
  }

  closed(): void {
    this.#client?.left();
    this.#client = null;
    this.#socket = null;
  }

  #begin(client: Admitted): void {
    const socket = this.#socket;
    if (socket === null) return;
    if (E.isLeft(client)) socket.end(client.left.code, client.left.reason);
    else if (!this.#deps.fanOut.hasRoomFor(client.right.access.appId)) socket.end(TOO_MANY.code, TOO_MANY.reason);
    else this.#client = new StreamClient(this.#deps, client.right, new SocketConnection(socket), this.#hello);
  }
}

const READ_ONLY = JSON.stringify({
  event: 'error',
  message: 'This socket is read-only. Use the REST API for requests.',
});

class SocketConnection implements Connection {
  readonly #socket: TransportSocket;

  constructor(socket: TransportSocket) {
    this.#socket = socket;
  }

  send({ bytes }: OutgoingMessage): void {
    this.#socket.send(bytes);
  }

  together(sends: () => void): void {
    this.#socket.together(sends);
  }

  buffered(): number {
    return this.#socket.buffered();
  }

  end({ code, reason }: CloseCode): void {
    this.#socket.end(code, reason);
  }

  drop(): void {
    this.#socket.close();
  }
}
