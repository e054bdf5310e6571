import { randomBytes } from 'node:crypto';

/** 24 random bytes as text. */
export const randomSecret = (): string => randomBytes(24).toString('base64url');
