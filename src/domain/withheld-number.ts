import { phoneKey } from './phone-number.js';

/** What phone systems write in the place of a number that its owner withholds, by its key. */
const WITHHELD: ReadonlySet<string> = new Set([
  ...['anonymous', 'blocked', 'hidden', 'private', 'restricted', 'unavailable', 'unknown', 'withheld'],
  ...['privatenumber', 'unknownnumber', 'nocallerid', 'noid'],
]);

/** Whether a text stands in the place of a number that is withheld: many callers have it, and it names none of them. */
export const isWithheld = (written: string): boolean => WITHHELD.has(phoneKey(written));
