import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares two secrets of any length. Their digests are compared, so the time it takes says nothing about either. */
export const constantTimeEqual = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
