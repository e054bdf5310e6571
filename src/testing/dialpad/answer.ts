/** An answer of the simulated Dialpad. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A JSON answer. Null fields are left out, as Dialpad does. */
export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=UTF-8', ...headers },
  body: JSON.stringify(body, (_, value) => value ?? undefined),
});

export const ok = (body: unknown): Answer => json(200, body);

export const redirect = (location: string): Answer => ({ status: 302, headers: { location }, body: '' });

const REASONS: Readonly<Record<number, string>> = {
  400: 'badRequest',
  401: 'required',
  403: 'forbidden',
  404: 'notFound',
  405: 'methodNotAllowed',
  429: 'rateLimitExceeded',
};

/** An error in the API's shape. */
export const refusal = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer => {
  const reason = REASONS[status] ?? 'backendError';
  return json(status, { error: { code: status, errors: [{ domain: 'global', message, reason }], message } }, headers);
};

/** An error of the token endpoint (RFC 6749 §5.2). */
export const oauthRefusal = (status: number, error: string, description: string): Answer =>
  json(status, { error, error_description: description }, { 'cache-control': 'no-store' });
