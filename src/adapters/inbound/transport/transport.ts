/** A port that is open for requests and sockets. What is mounted on it knows no library that serves it. */
export interface Transport {
  readonly name: TransportName;
  /** Serves with these handlers. To be called once, before it listens. */
  readonly serve: (handlers: TransportHandlers) => void;
  /**
   * Listens on a port that nothing else listens on, any free one for 0; false if it cannot be opened. With `shared` the other processes
   * of this program listen on it too, and the connections are spread among them.
   */
  readonly listen: (host: string, port: number, shared?: boolean) => Promise<boolean>;
  /** The port it listens on; 0 before it does. */
  readonly port: () => number;
  /** Accepts no more connections. */
  readonly stopListening: () => void;
  /** Closes every connection. */
  readonly close: () => void;
}

export type TransportName = 'uws' | 'node';

export type MakeTransport = (limits: TransportLimits) => Transport;

/** What a transport calls. A handler must not throw. */
export interface TransportHandlers {
  readonly request: (request: TransportRequest, response: TransportResponse) => void;
  /** A request for a WebSocket (RFC 6455 §4.1). It may be answered like any other. */
  readonly upgrade: (request: TransportRequest, response: UpgradeResponse) => void;
  /** The answer to what is no request that could be handed over, where the transport leaves it to us. */
  readonly unreadable: (why: Unreadable) => Answer;
}

export type Unreadable = 'malformed' | 'head-too-large' | 'head-too-slow';

export interface TransportLimits {
  /** Bytes of the head of a request; a larger one is a 431. */
  readonly headBytes: number;
  /** Bytes of a message that a socket may receive; a larger one closes it. */
  readonly messageBytes: number;
  /** Seconds without a sign of life after which a socket is closed. It is sent pings before. */
  readonly idleSeconds: number;
}

/** The head of a request. It can be read in the turn in which the request arrives, and later only if `keep` was called in that turn. */
export interface TransportRequest {
  /** In upper case. */
  readonly method: () => string;
  /** As it was sent, without the query. */
  readonly path: () => string;
  /** Without its question mark. */
  readonly query: () => string;
  /** The first line of this name, which is in lower case; empty if there is none. */
  readonly header: (name: string) => string;
  /** Every line of this name, which is in lower case. */
  readonly lines: (name: string) => readonly string[];
  /** The address of the connection, as text. */
  readonly remoteAddress: () => string;
  readonly keep: () => void;
}

/** An answer with its body whole, as text or as bytes; null is none. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** More headers, with other names. The same object comes with many answers: a transport may keep what it made of it. */
  readonly shared?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

/**
 * The way back to who sent a request. Nothing of it may be used once it is answered or `onAborted` has been called, but for `send` and
 * `close`, which then do nothing.
 */
export interface TransportResponse {
  /** Is called if the client goes before the answer is complete. To be set in the turn in which the request arrives. */
  readonly onAborted: (aborted: () => void) => void;
  /** Receives the body; a chunk is valid during the call only. To be set in the turn in which the request arrives. */
  readonly onData: (receive: (chunk: Uint8Array, isLast: boolean) => void) => void;
  /** Stops receiving the body; a little more of it may still come. */
  readonly pause: () => void;
  readonly resume: () => void;
  /**
   * Sends an answer. `hangUp` closes the connection after it: of what follows on it, nothing is served. `withoutBody` sends the head
   * alone, the length of the body included (RFC 9110 §9.3.2).
   */
  readonly send: (answer: Answer, how: { readonly hangUp: boolean; readonly withoutBody: boolean }) => void;
  /** Begins an answer whose length is not known. */
  readonly begin: (status: number, headers: Readonly<Record<string, string>>) => void;
  /** Sends more of it; false if not all of that has gone out: `onDrain` tells when it is time for more. */
  readonly write: (text: string) => boolean;
  readonly onDrain: (drained: () => void) => void;
  /** Runs several writes, and sends what they write at once. */
  readonly together: (writes: () => void) => void;
  /** Ends an answer that was begun, with more of it; empty for no more. */
  readonly end: (text: string) => void;
  /** Closes the connection at once. `onAborted` is called. */
  readonly close: () => void;
}

export interface UpgradeResponse extends TransportResponse {
  /** Makes the connection a WebSocket. An empty `protocol` selects none. */
  readonly accept: (protocol: string, handlers: SocketHandlers) => void;
}

/** What a transport calls for a socket. */
export interface SocketHandlers {
  readonly opened: (socket: TransportSocket) => void;
  /** The client sent a message, which is not kept. */
  readonly received: () => void;
  /** The client has taken something of what waited. */
  readonly drained: () => void;
  /** Nothing of the socket may be used from now on. */
  readonly closed: () => void;
}

export interface TransportSocket {
  /** Sends a message, as text or as its bytes in UTF-8; what the client does not take yet waits, without a bound. */
  readonly send: (text: string | Uint8Array) => void;
  /** Runs several sends, and sends them at once. */
  readonly together: (sends: () => void) => void;
  /** Bytes that wait for the client. */
  readonly buffered: () => number;
  /** Tells the client why, and closes the connection (RFC 6455 §7.4). */
  readonly end: (code: number, reason: string) => void;
  /** Closes the connection at once. What waits for the client is freed. */
  readonly close: () => void;
}
