import { randomBytes } from 'node:crypto';

/** A ticket of 256 random bits, in characters that need no escaping in a URL. */
export const randomTicket = (): string => randomBytes(32).toString('base64url');
