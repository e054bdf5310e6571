/**
 * What two spellings of one phone number have in common: `555-0123`, `(555) 0123` and `5550123` share a key, and so do
 * `+1 555 555 0123` and `5555550123` (the North American country code is optional in writing, E.164 needs it).
 * A caller without a number ("blocked", an alphanumeric sender) is compared by its letters and digits, in lower case.
 * The key of a text that holds neither is empty.
 */
export const phoneKey = (written: string): string => {
  const compact = written.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  if (!/^\d+$/.test(compact)) return compact;
  const digits = compact.replace(/^00(?=\d{8})/, '');
  return digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
};
