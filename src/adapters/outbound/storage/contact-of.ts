import type { NewContact } from '../../../application/ports/contact-book.js';
import type { Contact } from '../../../domain/contact/contact.js';
import type { Country } from '../../../domain/country.js';
import type { AppId } from '../../../domain/ids.js';
import { phoneKey } from '../../../domain/phone-number.js';
import type { Timestamp } from '../../../domain/timestamp.js';

/** The contacts to store, one for each number: the last of those given. */
export const contactsToStore = (
  appId: AppId,
  contacts: readonly NewContact[],
  country: Country,
  now: Timestamp,
): readonly Contact[] => {
  const byKey = new Map<string, Contact>();
  for (const { id, number, name, recordUrl } of contacts) {
    const numberKey = phoneKey(number, country);
    byKey.set(numberKey, { id, appId, numberKey, number, name, recordUrl, updatedAt: now });
  }
  return [...byKey.values()];
};

/** The keys of numbers, each with the numbers as they are written. Nothing is known of a text that holds no letter and no digit. */
export const numbersByKey = (numbers: readonly string[], country: Country): ReadonlyMap<string, readonly string[]> => {
  const written = new Map<string, string[]>();
  for (const number of new Set(numbers)) {
    const key = phoneKey(number, country);
    if (key !== '') written.set(key, [...(written.get(key) ?? []), number]);
  }
  return written;
};

/** Found contacts by the numbers that were asked for. */
export const byWrittenNumber = <C extends { readonly numberKey: string }>(
  found: readonly C[],
  written: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, C> =>
  new Map(
    found.flatMap((contact) => (written.get(contact.numberKey) ?? []).map((number) => [number, contact] as const)),
  );
