import type { SocketHandlers, TransportSocket } from '../transport.js';
import type { UwsWebSocket } from './uws.js';

/** What µWebSockets.js keeps for a socket. */
export interface SocketData {
  readonly handlers: SocketHandlers;
}

export class UwsSocket implements TransportSocket {
  readonly #socket: UwsWebSocket<SocketData>;

  constructor(socket: UwsWebSocket<SocketData>) {
    this.#socket = socket;
  }

  send(text: string | Uint8Array): void {
    this.#socket.send(text, false);
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
