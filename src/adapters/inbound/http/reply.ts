/** The answer to a request. The body is sent as JSON; a string is sent as it is, null means no body. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `{"success": true, …}` with the given fields. */
export const success = (fields: Readonly<Record<string, unknown>>, status = 200): Reply => ({
  status,
  body: { success: true, ...fields },
});

/** One record, under `data`. */
export const one = (data: unknown): Reply => success({ data });

/** An answer whose body is JSON already. */
export const jsonReply = (body: string): Reply => ({ status: 200, body, headers: { 'content-type': JSON_TYPE } });

export const JSON_TYPE = 'application/json; charset=utf-8';
