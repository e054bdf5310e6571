import type { SocketConstructor, SocketLike } from '../../src/client/index.js';

/** A socket that a test opens, feeds and closes. */
export interface FakeSocket extends SocketLike {
  readonly url: URL;
  readonly protocol: string;
  readonly sent: readonly string[];
  /** Whether the client has closed it. */
  readonly isClosed: () => boolean;
  /** The server says hello. */
  readonly hello: (seq: number, stream?: string) => void;
  readonly event: (seq: number, more?: object) => void;
  readonly message: (message: object) => void;
  /** It fails, and no close follows: so it is in Node 22 with a socket that did not open. */
  readonly fail: () => void;
  /** The connection ends, from the server or on the way. */
  readonly end: (code?: number, reason?: string) => void;
}

/** Sockets in the order in which a client opened them. */
export interface FakeSockets {
  readonly WebSocket: SocketConstructor;
  readonly all: readonly FakeSocket[];
  /** The newest. */
  readonly last: () => FakeSocket;
}

const OPEN = 1;
const CLOSED = 3;

export const makeFakeSockets = (): FakeSockets => {
  const all: FakeSocket[] = [];

  class Socket implements FakeSocket {
    readonly url: URL;
    readonly protocol: string;
    readonly sent: string[] = [];
    readyState = 0;
    onmessage: SocketLike['onmessage'] = null;
    onclose: SocketLike['onclose'] = null;
    onerror: SocketLike['onerror'] = null;
    constructor(url: string, protocol: string) {
      this.url = new URL(url);
      this.protocol = protocol;
      all.push(this);
    }
    send(text: string): void {
      this.sent.push(text);
    }
    close(): void {
      this.readyState = CLOSED;
    }
    readonly isClosed = () => this.readyState === CLOSED;
    readonly message = (message: object) => {
      this.readyState = OPEN;
      this.onmessage?.({ data: JSON.stringify(message) });
    };
    readonly hello = (seq: number, stream = 'log') =>
      this.message({ event: 'stream.hello', stream, seq, app_id: 'app' });
    readonly event = (seq: number, more: object = {}) => this.message({ event: 'call.ring', seq, ...more });
    readonly fail = () => this.onerror?.({});
    readonly end = (code = 1006, reason = '') => {
      this.readyState = CLOSED;
      this.onclose?.({ code, reason });
    };
  }

  const last = (): FakeSocket => {
    const socket = all.at(-1);
    if (socket === undefined) throw new Error('the client has opened no socket');
    return socket;
  };
  return { WebSocket: Socket, all, last };
};
