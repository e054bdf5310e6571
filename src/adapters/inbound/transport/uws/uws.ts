/*
 * What is used of µWebSockets.js (https://unetworking.github.io/uWebSockets.js/generated/). Declared here, because it may not be
 * installed, and its official build and its repacks declare it differently.
 */

export interface Uws {
  readonly App: () => UwsApp;
  readonly us_listen_socket_close: (socket: ListenSocket) => void;
  readonly us_socket_local_port: (socket: ListenSocket) => number;
}

declare const opaque: unique symbol;
/** A port that is open. */
export type ListenSocket = { readonly [opaque]: 'listen socket' };
/** What an upgrade is made in. */
export type UpgradeContext = { readonly [opaque]: 'upgrade context' };

export interface UwsApp {
  readonly ws: <Data>(pattern: string, behavior: UwsBehavior<Data>) => UwsApp;
  readonly any: (pattern: string, handler: (res: UwsHttpResponse, req: UwsHttpRequest) => void) => UwsApp;
  /** `options` 1 opens the port for this process alone. */
  readonly listen: (
    host: string,
    port: number,
    options: number,
    listens: (socket: ListenSocket | false) => void,
  ) => UwsApp;
  readonly close: () => UwsApp;
}

/** It can be read only during the call that it is given to. */
export interface UwsHttpRequest {
  readonly getMethod: () => string;
  readonly getUrl: () => string;
  /** Undefined where there is no question mark. */
  readonly getQuery: () => string | undefined;
  readonly getHeader: (name: string) => string;
  readonly forEach: (see: (name: string, value: string) => void) => void;
}

/** It must not be used after its end, nor once `onAborted` was called. */
export interface UwsHttpResponse {
  readonly getRemoteAddressAsText: () => ArrayBuffer;
  readonly onAborted: (aborted: () => void) => void;
  readonly onData: (receive: (chunk: ArrayBuffer, isLast: boolean) => void) => void;
  readonly onWritable: (writable: (offset: number) => boolean) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly cork: (work: () => void) => void;
  readonly writeStatus: (status: string) => void;
  readonly writeHeader: (name: string, value: string) => void;
  readonly write: (text: string) => boolean;
  readonly end: (body?: string | Uint8Array, closesConnection?: boolean) => void;
  readonly endWithoutBody: (length?: number, closesConnection?: boolean) => void;
  readonly close: () => void;
  readonly upgrade: <Data>(
    data: Data,
    key: string,
    protocol: string,
    extensions: string,
    context: UpgradeContext,
  ) => void;
}

export interface UwsWebSocket<Data> {
  readonly getUserData: () => Data;
  readonly getBufferedAmount: () => number;
  /** What is not binary is text. */
  readonly send: (message: string | Uint8Array, isBinary: boolean) => number;
  readonly cork: (work: () => void) => void;
  readonly end: (code: number, reason: string) => void;
  readonly close: () => void;
}

export interface UwsBehavior<Data> {
  /** Seconds. */
  readonly idleTimeout: number;
  /** Bytes. */
  readonly maxPayloadLength: number;
  /** Bytes; 0 for no bound. */
  readonly maxBackpressure: number;
  readonly upgrade: (res: UwsHttpResponse, req: UwsHttpRequest, context: UpgradeContext) => void;
  readonly open: (socket: UwsWebSocket<Data>) => void;
  readonly message: (socket: UwsWebSocket<Data>) => void;
  readonly drain: (socket: UwsWebSocket<Data>) => void;
  readonly close: (socket: UwsWebSocket<Data>) => void;
}
