import type { ContactBook } from '../../../../application/ports/contact-book.js';
import type { Contact } from '../../../../domain/contact/contact.js';
import { phoneKey } from '../../../../domain/phone-number.js';
import { byWrittenNumber, contactsToStore, numbersByKey } from '../contact-of.js';
import { listed } from '../listed.js';
import { type ContactDoc, idWithin } from './mongo-collections.js';
import { countriesOf } from './mongo-countries.js';
import type { MongoAccess } from './mongo-engine.js';
import { readPage } from './mongo-page.js';

export const mongoContacts = (access: MongoAccess): ContactBook => {
  const { collections, run } = access;
  const { contacts: book } = collections;

  return {
    put: (appId, contacts, now) =>
      run(async () => {
        const docs = contactsToStore(appId, contacts, (await countriesOf(access, [appId]))(appId), now).map(
          contactDocOf,
        );
        if (docs.length === 0) return 0;
        await book.bulkWrite(
          docs.map(({ _id, id, ...contact }) => ({
            updateOne: { filter: { _id }, update: { $set: contact, $setOnInsert: { id } }, upsert: true },
          })),
          { ordered: false },
        );
        return docs.length;
      }),

    ofNumbers: (appId, numbers) =>
      run(async () => {
        if (numbers.length === 0) return new Map();
        const written = numbersByKey(numbers, (await countriesOf(access, [appId]))(appId));
        const ids = [...written.keys()].map((key) => idWithin(appId, key));
        const found = await book.find({ app_id: appId, _id: { $in: ids } }).toArray();
        return byWrittenNumber(found.map(contactOf), written);
      }),

    list: (appId, page) =>
      run(async () => {
        const ofApp = { app_id: appId };
        const docs = await readPage(book, ofApp, page, { id: 'id', direction: 1 });
        return listed(page, docs, { toItem: contactOf, placeOf: ({ id }) => ({ at: 0, id }) }, () =>
          access.totals(appId, 'contacts', () => book.countDocuments(ofApp)),
        );
      }),

    delete: (appId, number) =>
      run(async () => {
        const key = phoneKey(number, (await countriesOf(access, [appId]))(appId));
        return (await book.deleteOne({ _id: idWithin(appId, key), app_id: appId })).deletedCount === 1;
      }),
  };
};

export const contactOf = (doc: ContactDoc): Contact => ({
  id: doc.id,
  appId: doc.app_id,
  numberKey: doc.number_key,
  number: doc.number,
  name: doc.name,
  recordUrl: doc.record_url,
  updatedAt: doc.updated_at,
});

export const contactDocOf = (contact: Contact): ContactDoc => ({
  _id: idWithin(contact.appId, contact.numberKey),
  app_id: contact.appId,
  id: contact.id,
  number_key: contact.numberKey,
  number: contact.number,
  name: contact.name,
  record_url: contact.recordUrl,
  updated_at: contact.updatedAt,
});
