import type { HttpRequest } from './http-request.js';

/** A cookie that ties the two ends of a consent to one browser: it goes to this server only, and no script reads it. */
export interface BrowserCookie {
  /** The secret that the browser has; null for none. */
  readonly read: (request: Pick<HttpRequest, 'header'>) => string | null;
  /** The header that gives the browser a secret. */
  readonly header: (secret: string) => string;
}

const SECRET = /^[\w-]{43}$/;
/** Longer than a link is valid, so that who comes back too late is told so. */
const MAX_AGE_SECONDS = 3_600;

/** `isSecure`: the server is reached over HTTPS. `__Host-` keeps other hosts of the domain from setting the cookie. */
export const makeBrowserCookie = (isSecure: boolean): BrowserCookie => {
  const name = isSecure ? '__Host-cti-connect' : 'cti-connect';
  return {
    read: ({ header }) => {
      const pairs = (header('cookie') ?? '').split(';').map((pair) => pair.trim());
      const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
      return SECRET.test(value) ? value : null;
    },
    // Lax, because the browser comes back from Dialpad's site.
    header: (secret) =>
      `${name}=${secret}; Path=/; Max-Age=${MAX_AGE_SECONDS}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`,
  };
};
