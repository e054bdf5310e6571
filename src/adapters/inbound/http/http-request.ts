/** A request, read off the transport. Everything in it is as the client sent it, and not trusted. */
export interface HttpRequest {
  /** The caller's `x-request-id`, if it sent a sane one, else one of ours. */
  readonly id: string;
  readonly method: string;
  /** Without the query, which can hold a secret and must not be logged. */
  readonly path: string;
  /** The variable parts of the path, by the names the route gives them. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The client's, as far as the proxies in front are believed. */
  readonly address: string;
  readonly header: (name: RequestHeader) => string | null;
  readonly body: Uint8Array;
}

/** The request headers that mean something to this server; no other is copied. */
export const REQUEST_HEADERS = [
  'accept',
  'authorization',
  'content-type',
  'x-app-api-key',
  'x-dialpad-signature',
] as const;
export type RequestHeader = (typeof REQUEST_HEADERS)[number];
