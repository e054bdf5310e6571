import type { ActSubject } from '../../../application/ports/audit-log.js';
import type { Timestamp } from '../../../domain/timestamp.js';

/** The answer to a request. The body is sent as JSON; a string and bytes are sent as they are, null means no body. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** From then on the answer would be another one, even if nothing that is stored changes. */
  readonly goodUntil?: Timestamp;
  /** What an administrative act was about, for the audit log, where the path does not say it. */
  readonly subject?: Partial<ActSubject>;
}

/** A reply whose body is what is sent: text, or bytes. */
export interface TextReply extends Reply {
  readonly body: string | Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The reply with its body as it is sent: JSON if it is neither text nor bytes. Throws where the body has no JSON, so it comes before anything of the
 * response is written: then another answer can still be given.
 */
export const asText = ({ status, body, headers }: Reply): TextReply => {
  if (typeof body === 'string' || body === null) return { status, body, headers: headers ?? {} };
  if (body instanceof Uint8Array) return { status, body, headers: headers ?? {} };
  const text = JSON.stringify(body);
  return { status, body: text, headers: headers === undefined ? JSON_HEADERS : { ...headers, ...JSON_HEADERS } };
};

export const JSON_TYPE = 'application/json; charset=utf-8';
/** Of an answer that has no other headers of its own. */
export const JSON_HEADERS = { 'content-type': JSON_TYPE };

/** `{"success": true, …}` with the given fields. */
export const success = (fields: Readonly<Record<string, unknown>>, status = 200): Reply => ({
  status,
  body: { success: true, ...fields },
});

/** One record, under `data`. */
export const one = (data: unknown): Reply => success({ data });

/** One record that is JSON already, under `data`. */
export const oneAsText = (data: string): Reply => jsonReply(`{"success":true,"data":${data}}`);

/** An answer whose body is JSON already. */
export const jsonReply = (body: string): Reply => ({ status: 200, body, headers: JSON_HEADERS });
