import * as O from 'fp-ts/lib/Option.js';
import type { MessageFilter } from '../../application/ports/message-repository.js';
import type { Storage } from '../../application/ports/storage.js';
import type { MappingId } from '../../domain/ids.js';
import { type Message, viewOfMessage } from '../../domain/message/message.js';
import { phoneKey } from '../../domain/phone-number.js';
import { expect } from './expect.js';
import { rightOf, someOf } from './outcome.js';
import {
  APP,
  commitOf,
  dialpadId,
  LARGEST_ID,
  message,
  NOON,
  nextId,
  nthId,
  OTHER_APP,
  SPECIAL_CHARACTERS,
} from './samples.js';

const ALL = { limit: 100, offset: 0 };

/** What every repository of messages does. */
export const messagesContract = (storage: () => Storage): void => {
  describe('messages', () => {
    showing(storage);
    listing(storage);
  });
};

const messagesOf = (storage: () => Storage) => {
  const list = (filter: MessageFilter = {}, page = ALL) => rightOf(storage().messages.list(APP, filter, page));
  return {
    save: (...messages: Message[]) => rightOf(storage().aggregates.commit(commitOf({ messages }))),
    list,
    idsOf: async (filter: MessageFilter) => (await list(filter)).items.map(({ id }) => id),
  };
};

const showing = (storage: () => Storage): void => {
  const { save, list } = messagesOf(storage);

  it('shows a message as its facts give it, with its current CRM user', async () => {
    const one = message({
      dialpadMessageId: LARGEST_ID,
      dialpadUserId: LARGEST_ID,
      direction: 'inbound',
      fromNumber: '+15555550123',
      toNumber: SPECIAL_CHARACTERS,
      text: SPECIAL_CHARACTERS,
      status: 'received',
    });
    await save(one);
    const mapping = { id: nextId<MappingId>(), dialpadUserId: LARGEST_ID, crmUserId: 'ann@example.com' };
    await rightOf(storage().mappings.upsert(APP, [mapping], NOON));
    const shown = { ...viewOfMessage(one), crmUserId: 'ann@example.com' };
    expect(await someOf(storage().messages.find(APP, one.id))).to.deep.equal(shown);
    expect(await list()).to.deep.include({ items: [shown], total: 1 });
  });

  it('shows an app no message of another app', async () => {
    const ofOtherApp = message({}, { appId: OTHER_APP });
    await save(ofOtherApp);
    expect(await rightOf(storage().messages.find(APP, ofOtherApp.id))).to.deep.equal(O.none);
    expect(await list()).to.deep.include({ items: [], total: 0 });
  });
};

const listing = (storage: () => Storage): void => {
  const { save, list, idsOf } = messagesOf(storage);

  it('lists the newest first, then by descending id, page by page', async () => {
    const at = [NOON, NOON + 1, NOON + 1, NOON + 2];
    const stored = at.map((sentAt, n) =>
      message({ dialpadMessageId: dialpadId(n + 1), sentAt }, { id: nthId(600 + n) }),
    );
    await save(...stored);
    const order = [603, 602, 601, 600].map((n) => nthId(n));
    expect(await idsOf({})).to.deep.equal(order);
    const page = await list({}, { limit: 2, offset: 1 });
    expect(page.items.map(({ id }) => id)).to.deep.equal(order.slice(1, 3));
    expect(page.total).to.equal(4);
  });

  it('finds by direction, Dialpad user and either number', async () => {
    const [one, two] = [
      message({
        dialpadMessageId: dialpadId(1),
        direction: 'inbound',
        dialpadUserId: dialpadId(7),
        fromNumber: '+1 555 555 0101',
      }),
      message({ dialpadMessageId: dialpadId(2), direction: 'outbound', toNumber: '(555) 555-0101' }),
    ];
    await save(one, two);
    expect(await idsOf({ direction: 'inbound' })).to.deep.equal([one.id]);
    expect(await idsOf({ direction: 'outbound' })).to.deep.equal([two.id]);
    expect(await idsOf({ dialpadUserId: dialpadId(7) })).to.deep.equal([one.id]);
    expect(await idsOf({ from: phoneKey('5555550101') })).to.deep.equal([one.id]);
    expect(await idsOf({ number: '(555) 555-0101' })).to.include(one.id);
    expect(await idsOf({ to: phoneKey('5555550101') })).to.deep.equal([two.id]);
    expect(await idsOf({ direction: 'inbound', to: phoneKey('5555550101') })).to.deep.equal([]);
  });
};
