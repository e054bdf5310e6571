import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { BUDGETS } from '../../application/budgets.js';
import { type Listed, type Page, pageAfter } from '../../application/ports/listing.js';
import type { Storage } from '../../application/ports/storage.js';
import { expect } from './expect.js';
import { rightOf, someOf } from './outcome.js';
import {
  APP,
  app,
  call,
  commitOf,
  delivery,
  dialpadId,
  firstKey,
  keyChange,
  LARGEST_ID,
  lease,
  message,
  NOON,
  nextId,
  upTo,
  voicemail,
} from './samples.js';

/** That a list can be read to its end, page after page, whatever happens at its beginning meanwhile. */
export const pagingContract = (storage: () => Storage): void => {
  describe('the pages of a list', () => {
    for (const [name, list] of Object.entries(LISTS)) {
      it(`${name} show each item once, and whether more follow`, async () => {
        await list.fill(storage(), 0, 7);
        const whole = await rightOf(list.page(storage(), { limit: 100, offset: 0 }));
        expect(whole).to.deep.include({ total: 7, hasMore: false });
        for (const limit of [1, 3, 7]) {
          const pages = await pagesOf((page) => list.page(storage(), page), limit);
          expect(pages.flatMap(({ items }) => items)).to.deep.equal(whole.items);
          expect(pages.map(({ items }) => items.length)).to.deep.equal(
            upTo(Math.ceil(7 / limit)).map((n) => Math.min(limit, 7 - n * limit)),
          );
          expect(pages.map(({ total }) => total)).to.deep.equal(pages.map(() => 7));
        }
      });

      it(`${name} miss and repeat nothing while items are added before them`, async () => {
        await list.fill(storage(), 0, 5);
        const before = await rightOf(list.page(storage(), { limit: 100, offset: 0 }));
        const pages = await pagesOf(
          (page) => list.page(storage(), page),
          2,
          (n) => list.fill(storage(), 5 + n, 1),
        );
        const shown = pages.flatMap(({ places }) => places.map(({ id }) => id));
        // A list whose oldest items come first shows the added ones at its end.
        expect(shown.slice(0, 5)).to.deep.equal(before.places.map(({ id }) => id));
        expect(new Set(shown).size).to.equal(shown.length);
      });
    }

    it('of mappings and apps go on after items of the same moment', async () => {
      await rightOf(storage().mappings.upsert(APP, upTo(5).map(mapping), NOON));
      const pages = await pagesOf((page) => storage().mappings.list(APP, page), 2);
      expect(pages.flatMap(({ items }) => items.map(({ dialpadUserId }) => dialpadUserId))).to.have.members(
        upTo(5).map((n) => dialpadId(n + 1)),
      );
    });

    for (const [name, list] of Object.entries(WIDE_LISTS)) {
      it(`of ${name} hold as many bytes as a page may, and at least one item`, async () => {
        await list.fill(storage(), 12, 'x'.repeat(900_000));
        const pages = await pagesOf((page) => list.page(storage(), page), 100);
        const sizes = pages.map(({ items }) =>
          items.reduce<number>((sum, item) => sum + JSON.stringify(item).length, 0),
        );
        for (const size of sizes) expect(size).to.be.at.most(BUDGETS.pageBytes);
        expect(pages.map(({ hasMore }) => hasMore)).to.deep.equal([true, false]);
        expect(new Set(pages.flatMap(({ places }) => places.map(({ id }) => id))).size).to.equal(12);
        expect(pages[0]?.total).to.equal(12);
      });
    }
  });
};

/** A list to its end; `between` runs after each page. */
const pagesOf = async <A>(
  read: (page: Page) => TaskEither<unknown, Listed<A>>,
  limit: number,
  between: (n: number) => Promise<unknown> = async () => undefined,
): Promise<readonly Listed<A>[]> => {
  const pages: Listed<A>[] = [];
  for (let page: Page | null = { limit, offset: 0 }; page !== null && pages.length < 100; ) {
    const listed: Listed<A> = await rightOf(read(page));
    pages.push(listed);
    page = pageAfter(page, listed);
    if (pages.length < 4) await between(pages.length);
  }
  return pages;
};

interface ListUnderTest {
  /** Adds `count` items, the `from`-th and later ones, each newer than the one before. */
  readonly fill: (storage: Storage, from: number, count: number) => Promise<unknown>;
  readonly page: (storage: Storage, page: Page) => TaskEither<unknown, Listed<unknown>>;
}

const mapping = (n: number) => ({ id: nextId<never>(), dialpadUserId: dialpadId(n + 1), crmUserId: `user-${n}` });

const numbersFrom = (from: number, count: number): readonly number[] => upTo(count).map((n) => from + n);

const inTurn = async (numbers: readonly number[], add: (n: number) => Promise<unknown>): Promise<void> => {
  for (const n of numbers) await add(n);
};

const calls = (from: number, count: number) =>
  numbersFrom(from, count).map((n) =>
    call({
      dialpadCallId: dialpadId(n + 1),
      startedAt: NOON + Math.floor(n / 2),
      direction: 'inbound',
      dialpadUserId: LARGEST_ID,
      toNumber: '+15555550123',
    }),
  );

/** The app whose keys are audited in the storage of one test. */
const audited = app();

const LISTS: Readonly<Record<string, ListUnderTest>> = {
  calls: {
    fill: (storage, from, count) => rightOf(storage.aggregates.commit(commitOf({ calls: calls(from, count) }))),
    page: (storage, page) => storage.calls.list(APP, {}, page),
  },
  'calls of two filters': {
    fill: (storage, from, count) => rightOf(storage.aggregates.commit(commitOf({ calls: calls(from, count) }))),
    page: (storage, page) => storage.calls.list(APP, { direction: 'inbound', to: '5555550123' }, page),
  },
  messages: {
    fill: (storage, from, count) =>
      rightOf(
        storage.aggregates.commit(
          commitOf({
            messages: numbersFrom(from, count).map((n) =>
              message({ dialpadMessageId: dialpadId(n + 1), sentAt: NOON + Math.floor(n / 2) }),
            ),
          }),
        ),
      ),
    page: (storage, page) => storage.messages.list(APP, {}, page),
  },
  voicemails: {
    fill: (storage, from, count) =>
      rightOf(
        storage.aggregates.commit(
          commitOf({
            voicemails: numbersFrom(from, count).map((n) => voicemail({ keys: [`call:${dialpadId(n + 1)}`] })),
          }),
        ),
      ),
    page: (storage, page) => storage.voicemails.list(APP, {}, page),
  },
  deliveries: {
    fill: (storage, _from, count) =>
      rightOf(
        storage.inbox.append(
          upTo(count).map(() => delivery()),
          lease(),
        ),
      ),
    page: (storage, page) => storage.journal.list({}, page),
  },
  'deliveries of an app and a status': {
    fill: (storage, _from, count) =>
      rightOf(
        storage.inbox.append(
          upTo(count).map(() => delivery()),
          lease(),
        ),
      ),
    page: (storage, page) => storage.journal.list({ appId: APP, status: 'pending' }, page),
  },
  mappings: {
    fill: (storage, from, count) =>
      inTurn(numbersFrom(from, count), (n) =>
        rightOf(storage.mappings.upsert(APP, [mapping(n)], NOON + Math.floor(n / 2))),
      ),
    page: (storage, page) => storage.mappings.list(APP, page),
  },
  apps: {
    fill: (storage, from, count) =>
      inTurn(numbersFrom(from, count), (n) => {
        const created = app({ createdAt: NOON + Math.floor(n / 2) });
        return rightOf(storage.apps.create(created, firstKey(created)));
      }),
    page: (storage, page) => storage.apps.list(page),
  },
  'the audit of keys, newest first,': {
    fill: (storage, from, count) =>
      inTurn(numbersFrom(from, count), async (n) => {
        if (n === 0) return rightOf(storage.apps.create(audited, firstKey(audited)));
        const ring = await someOf(storage.apiKeys.ring(audited.id));
        return rightOf(storage.apiKeys.apply(keyChange(ring, `hash-${n}`)));
      }),
    page: (storage, page) => storage.apiKeys.audit(audited.id, page, 'newest-first'),
  },
};

const WIDE_LISTS: Readonly<
  Record<
    string,
    Pick<ListUnderTest, 'page'> & {
      readonly fill: (storage: Storage, count: number, text: string) => Promise<unknown>;
    }
  >
> = {
  voicemails: {
    fill: (storage, count, transcript) =>
      inTurn(upTo(count), (n) =>
        rightOf(
          storage.aggregates.commit(
            commitOf({ voicemails: [voicemail({ keys: [`call:${dialpadId(n + 1)}`], transcript })] }),
          ),
        ),
      ),
    page: (storage, page) => storage.voicemails.list(APP, {}, page),
  },
  messages: {
    fill: (storage, count, text) =>
      inTurn(upTo(count), (n) =>
        rightOf(
          storage.aggregates.commit(commitOf({ messages: [message({ dialpadMessageId: dialpadId(n + 1), text })] })),
        ),
      ),
    page: (storage, page) => storage.messages.list(APP, {}, page),
  },
  deliveries: {
    fill: (storage, count, text) =>
      inTurn(upTo(count), () =>
        rightOf(storage.inbox.append([delivery({ payload: JSON.stringify({ text }) })], lease())),
      ),
    page: (storage, page) => storage.journal.list({}, page),
  },
};
