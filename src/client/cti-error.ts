/** What a field of a refused request should have been. */
export interface CtiErrorDetail {
  readonly path: string;
  readonly message: string;
}

/** What is known of a request that failed. */
export interface CtiFailure {
  /** The HTTP status; 0 if no answer came. */
  readonly status: number;
  /** Which fields of the query or the body are wrong. */
  readonly details: readonly CtiErrorDetail[];
  /** Seconds after which it makes sense to try again; null if the server did not say. */
  readonly retryAfter: number | null;
  /** Names the request in the server's log; null if no answer came. */
  readonly requestId: string | null;
}

/** A request that the server refused or that did not reach it. `message` is a sentence that says what to do about it. */
export class CtiError extends Error implements CtiFailure {
  override readonly name = 'CtiError';
  readonly status: number;
  readonly details: readonly CtiErrorDetail[];
  readonly retryAfter: number | null;
  readonly requestId: string | null;

  /** `options` as of any `Error`: the cause, where there is one. */
  constructor(message: string, { status, details, retryAfter, requestId }: CtiFailure, options?: { cause: unknown }) {
    super(message, options);
    this.status = status;
    this.details = details;
    this.retryAfter = retryAfter;
    this.requestId = requestId;
  }
}
