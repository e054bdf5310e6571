import type { NewContact } from '../../application/ports/contact-book.js';
import type { Storage } from '../../application/ports/storage.js';
import type { ContactCard } from '../../domain/contact/contact.js';
import type { ContactId } from '../../domain/ids.js';
import { expect } from './expect.js';
import { rightOf } from './outcome.js';
import { APP, app, firstKey, NOON, nextId, nthId, OTHER_APP, SPECIAL_CHARACTERS, upTo } from './samples.js';

const ALL = { limit: 100, offset: 0 };
const ANN = { id: nthId<ContactId>(1), number: '+1 415-555-0123', name: 'Ann', recordUrl: 'https://crm.example.com/1' };

/** What every book of contacts does. */
export const contactsContract = (storage: () => Storage): void => {
  describe('contacts', () => {
    saving(storage);
    finding(storage);
    listing(storage);
  });
};

const named = (found: ReadonlyMap<string, ContactCard>) =>
  Object.fromEntries([...found].map(([number, { name, recordUrl }]) => [number, [name, recordUrl]]));

const saving = (storage: () => Storage): void => {
  const put = (...contacts: readonly NewContact[]) => rightOf(storage().contacts.put(APP, contacts, NOON));

  it('creates a contact, and replaces the one that its number has, however it is written', async () => {
    await put(ANN);
    await put({ id: nextId(), number: '(415) 555 0123', name: SPECIAL_CHARACTERS, recordUrl: null });
    const found = await rightOf(storage().contacts.ofNumbers(APP, ['tel:+14155550123']));
    expect(named(found)).to.deep.equal({ 'tel:+14155550123': [SPECIAL_CHARACTERS, null] });
    const { items, total } = await rightOf(storage().contacts.list(APP, ALL));
    expect({ total, id: items[0]?.id }).to.deep.equal({ total: 1, id: ANN.id });
  });

  it('uses the last of several for one number', async () => {
    expect(await put(ANN, { id: nextId(), number: '415 555 0123', name: 'Eve', recordUrl: null })).to.equal(1);
    expect(named(await rightOf(storage().contacts.ofNumbers(APP, [ANN.number])))).to.deep.equal({
      [ANN.number]: ['Eve', null],
    });
  });

  it('saves a thousand at once', async () => {
    const contacts = upTo(1_000).map((n) => ({
      id: nextId<ContactId>(),
      number: `+1415${5_550_000 + n}`,
      name: `${n}`,
      recordUrl: null,
    }));
    await put(...contacts);
    const numbers = contacts.map(({ number }) => number);
    expect((await rightOf(storage().contacts.ofNumbers(APP, numbers))).size).to.equal(1_000);
  }).timeout(60_000);

  it('deletes a contact once', async () => {
    await put(ANN);
    expect(await rightOf(storage().contacts.delete(APP, '415.555.0123'))).to.equal(true);
    expect(await rightOf(storage().contacts.delete(APP, ANN.number))).to.equal(false);
  });
};

const finding = (storage: () => Storage): void => {
  it('finds those that numbers have, under each spelling that was asked for', async () => {
    await rightOf(storage().contacts.put(APP, [ANN], NOON));
    const numbers = ['4155550123', '+14155550123', '+14155550999', 'Blocked', '—'];
    const found = await rightOf(storage().contacts.ofNumbers(APP, numbers));
    const ann = [ANN.name, ANN.recordUrl];
    expect(named(found)).to.deep.equal({ '4155550123': ann, '+14155550123': ann });
    expect((await rightOf(storage().contacts.ofNumbers(APP, []))).size).to.equal(0);
  });

  it('neither shows nor deletes a contact of another app', async () => {
    await rightOf(storage().contacts.put(OTHER_APP, [ANN], NOON));
    expect((await rightOf(storage().contacts.ofNumbers(APP, [ANN.number]))).size).to.equal(0);
    expect(await rightOf(storage().contacts.delete(APP, ANN.number))).to.equal(false);
    expect((await rightOf(storage().contacts.list(APP, ALL))).total).to.equal(0);
    expect((await rightOf(storage().contacts.ofNumbers(OTHER_APP, [ANN.number]))).size).to.equal(1);
  });

  it("reads a number without a country code as one of the app's country", async () => {
    const british = app({ country: 'GB' });
    await rightOf(storage().apps.create(british, firstKey(british)));
    await rightOf(storage().contacts.put(british.id, [{ ...ANN, number: '020 7946 0958' }], NOON));
    expect((await rightOf(storage().contacts.ofNumbers(british.id, ['+442079460958']))).size).to.equal(1);
  });
};

const listing = (storage: () => Storage): void => {
  it('lists them in the order of their ids, page by page', async () => {
    const contacts = [3, 1, 2].map((n) => ({
      id: nthId<ContactId>(n),
      number: `+1415555010${n}`,
      name: `${n}`,
      recordUrl: null,
    }));
    await rightOf(storage().contacts.put(APP, contacts, NOON));
    const first = await rightOf(storage().contacts.list(APP, { limit: 2, offset: 0 }));
    expect(first.items.map(({ name }) => name)).to.deep.equal(['1', '2']);
    expect(first).to.deep.include({ total: 3, hasMore: true });
    const after = first.places.at(-1);
    const second = await rightOf(storage().contacts.list(APP, { limit: 2, offset: 0, ...(after && { after }) }));
    expect(second.items).to.deep.equal([{ ...contacts[0], appId: APP, numberKey: '+14155550103', updatedAt: NOON }]);
  });
};
