/**
 * The text by which a CRM user's id is compared: equal for ids that name the same user. An id that holds an `@` is an e-mail address,
 * whose case does not matter (contract §5); any other id is compared as it is. Letters without a lower case of their own, such as ẞ,
 * are folded too. Never shown.
 */
export const crmUserKey = (id: string): string =>
  id.includes('@') ? id.normalize('NFC').toLowerCase().toUpperCase().toLowerCase() : id;

/** Whether two ids name the same CRM user. */
export const isSameCrmUser = (one: string, other: string): boolean => crmUserKey(one) === crmUserKey(other);
