import { randomBytes } from 'node:crypto';

/** A ticket of 256 random bits, in letters that a URL takes as they are. */
export const randomTicket = (): string => randomBytes(32).toString('base64url');
