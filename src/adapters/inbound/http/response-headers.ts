/** What decides the headers that do not depend on the answer. */
export interface HeaderPolicy {
  /** Origins that may read answers in a browser; `*` for any. */
  readonly corsOrigins: readonly string[];
  /** Behind TLS, browsers are told to stay there. */
  readonly production: boolean;
}

const SECURITY_HEADERS = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** Where browsers of other origins may come; administration is not for them (contract §2). */
export const isForBrowsers = (path: string): boolean =>
  path === '/api' || path.startsWith('/api/') || path.startsWith('/health');

/** The headers of every answer to a request for this path from this origin. */
export const standingHeaders = (
  { corsOrigins, production }: HeaderPolicy,
  path: string,
  origin: string,
): Readonly<Record<string, string>> => ({
  ...(production ? SECURITY_HEADERS : {}),
  ...(isForBrowsers(path) ? corsHeaders(corsOrigins, origin) : {}),
});

const corsHeaders = (origins: readonly string[], origin: string): Readonly<Record<string, string>> => {
  const exposed = {
    'access-control-expose-headers': 'x-request-id, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset',
  };
  if (origins.includes('*')) return { 'access-control-allow-origin': '*', ...exposed };
  if (!origins.includes(origin)) return { vary: 'origin' };
  return { 'access-control-allow-origin': origin, vary: 'origin', ...exposed };
};

/** What a browser asks before a request that is not a simple one. */
export const preflightHeaders: Readonly<Record<string, string>> = {
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'x-app-api-key, content-type, x-request-id, last-event-id',
  'access-control-max-age': '86400',
};
