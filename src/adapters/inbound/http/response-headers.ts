import type { TransportRequest } from '../transport/transport.js';

/** What the headers of every answer depend on. */
export interface HeaderPolicy {
  /** Origins that may read answers in a browser; `*` for any. */
  readonly corsOrigins: readonly string[];
  /** Adds security headers, such as the one that makes browsers use HTTPS only. */
  readonly production: boolean;
}

const SECURITY_HEADERS = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** The paths that browsers of other origins may use; administration is not one of them (contract §2). */
export const isForBrowsers = (path: string): boolean =>
  path === '/api' || path.startsWith('/api/') || path.startsWith('/health') || isDescription(path);

/** What describes the API to programs, which may run in a browser. */
const isDescription = (path: string): boolean => path === '/openapi.json' || path === '/docs/events.json';

/** The paths whose answers hold data or keys, which no cache may keep. */
const isPrivate = (path: string): boolean => /^\/(api|internal|auth|ws|webhooks)(\/|$)/.test(path);

/** The headers that the answer to a request for this path has in any case. */
export type StandingHeaders = (
  path: string,
  request: Pick<TransportRequest, 'header'>,
) => Readonly<Record<string, string>>;

/** The same headers for every path of a kind are one object, made once, where they do not depend on who asks. */
export const makeStandingHeaders = (policy: HeaderPolicy): StandingHeaders => {
  const isForAll = policy.corsOrigins.includes('*');
  const made = new Map<string, Readonly<Record<string, string>>>();
  return (path, request) => {
    if (!isForAll && isForBrowsers(path)) return standingHeaders(policy, path, request.header('origin'));
    const kind = `${isPrivate(path)} ${isForBrowsers(path)}`;
    const headers = made.get(kind) ?? standingHeaders(policy, path, '');
    made.set(kind, headers);
    return headers;
  };
};

/** The headers of every answer to a request for this path from this origin. */
export const standingHeaders = (
  { corsOrigins, production }: HeaderPolicy,
  path: string,
  origin: string,
): Readonly<Record<string, string>> => ({
  ...(production ? SECURITY_HEADERS : {}),
  ...(isPrivate(path) ? { 'cache-control': 'no-store' } : {}),
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

/** The headers of an answer to a preflight request. */
export const preflightHeaders: Readonly<Record<string, string>> = {
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
  'access-control-allow-headers': 'x-app-api-key, content-type, x-request-id, last-event-id',
  'access-control-max-age': '86400',
};
