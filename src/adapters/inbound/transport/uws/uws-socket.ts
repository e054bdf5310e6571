import type { WebSocket } from 'uws-pack';
import type { SocketHandlers, TransportSocket } from '../transport.js';

/** What µWebSockets.js keeps for a socket. */
export interface SocketData {
  readonly handlers: SocketHandlers;
}

export class UwsSocket implements TransportSocket {
  readonly #socket: WebSocket<SocketData>;

  constructor(socket: WebSocket<SocketData>) {
    this.#socket = socket;
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  together(sends: () => void): void {
    this.#socket.cork(sends);
  }

  buffered(): number {
    return this.#socket.getBufferedAmount();
  }

  end(code: number, reason: string): void {
    this.#socket.end(code, reason);
  }

  close(): void {
    this.#socket.close();
  }
}
