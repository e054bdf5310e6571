import * as E from 'fp-ts/lib/Either.js';
import { identity } from 'fp-ts/lib/function.js';
import type { ContactBook } from '../../../../application/ports/contact-book.js';
import type { Contact } from '../../../../domain/contact/contact.js';
import type { Country } from '../../../../domain/country.js';
import type { AppId } from '../../../../domain/ids.js';
import { phoneKey } from '../../../../domain/phone-number.js';
import { byWrittenNumber, contactsToStore, numbersByKey } from '../contact-of.js';
import { pageOfSorted } from '../page-of-sorted.js';
import { type MemoryState, request } from './memory-state.js';

export const memoryContacts = (state: MemoryState): ContactBook => {
  const ofApp = (appId: AppId): ReadonlyMap<string, Contact> => state.contacts.get(appId) ?? new Map();
  const countryOf = (appId: AppId): Country => state.apps.get(appId)?.app.country ?? state.defaultCountry;

  return {
    put: (appId, contacts, now) =>
      request(state, () => {
        const stored = state.contacts.get(appId) ?? new Map<string, Contact>();
        state.contacts.set(appId, stored);
        const toStore = contactsToStore(appId, contacts, countryOf(appId), now);
        for (const contact of toStore) {
          stored.set(contact.numberKey, { ...contact, id: stored.get(contact.numberKey)?.id ?? contact.id });
        }
        return E.right(toStore.length);
      }),

    ofNumbers: (appId, numbers) =>
      request(state, () => {
        const written = numbersByKey(numbers, countryOf(appId));
        const found = [...written.keys()].flatMap((key) => ofApp(appId).get(key) ?? []);
        return E.right(byWrittenNumber(found, written));
      }),

    list: (appId, page) =>
      request(state, () => {
        const all = [...ofApp(appId).values()].sort((x, y) => (x.id < y.id ? -1 : 1));
        return E.right(pageOfSorted(all, page, ({ id }) => ({ at: 0, id }), { order: 'asc', show: identity }));
      }),

    delete: (appId, number) =>
      request(state, () => E.right(state.contacts.get(appId)?.delete(phoneKey(number, countryOf(appId))) ?? false)),
  };
};
