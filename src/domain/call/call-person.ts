import type { DialpadId } from '../dialpad-id.js';
import type { CallFacts } from './call-facts.js';

/**
 * The person on our side whom the call concerns. Whoever had the conversation, or was named at its end, outranks those whose phones
 * merely rang.
 */
export const personOf = ({ settledUserId, dialpadUserId }: CallFacts): DialpadId | null =>
  settledUserId?.value ?? dialpadUserId?.value ?? null;
