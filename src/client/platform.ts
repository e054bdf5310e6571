/*
 * What the client uses of a browser, Node or Deno. Described here in its own words, so that its types compile in each of them, and with
 * fakes.
 */

/** A handler that may read more of what it is given than is described here. */
type Handler<A> = { handle(given: A): void }['handle'];

/** What the client uses of a WebSocket: a browser's, Node's, Deno's, or that of the package ws. */
export interface SocketLike {
  readonly readyState: number;
  onmessage: Handler<{ readonly data: unknown }> | null;
  onclose: Handler<{ readonly code: number; readonly reason: string }> | null;
  onerror: Handler<object> | null;
  send(text: string): void;
  close(): void;
}

export type SocketConstructor = new (url: string, protocol: string) => SocketLike;

export interface FetchInit {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** What the client uses of the answer to a request. */
export interface AnswerLike {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: { getReader(): BytesReader } | null;
  text(): Promise<string>;
}

export interface BytesReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
}

/** What the client uses of `fetch`. */
export type FetchLike = (url: string, init?: FetchInit) => Promise<AnswerLike>;

interface Listening {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** What the client looks for on `globalThis`. Only a browser has all of it. */
export interface Platform extends Partial<Listening> {
  readonly fetch: FetchLike;
  readonly WebSocket?: SocketConstructor;
  readonly document?: Listening & { readonly visibilityState: string };
  readonly reportError?: (error: unknown) => void;
  readonly console: { error(...what: unknown[]): void };
}
