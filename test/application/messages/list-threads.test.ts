import { expect } from 'chai';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { makeListThreads, type Threads } from '../../../src/application/messages/list-threads.js';
import type { Place } from '../../../src/application/ports/listing.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import type { MessageObservation } from '../../../src/domain/message/message.js';
import { rightOf } from '../../../src/testing/storage/outcome.js';
import { APP, commitOf, dialpadId, message, NOON } from '../../../src/testing/storage/samples.js';

const ANN = '+14155550123';
const BOB = '+14155550124';

describe('threads', () => {
  let storage: Storage;
  let count: number;
  beforeEach(() => {
    storage = memoryStorage();
    count = 0;
  });

  /** Stores messages, each a second after the one before. */
  const store = (...seen: Partial<MessageObservation>[]) =>
    rightOf(
      storage.aggregates.commit(
        commitOf({
          messages: seen.map((one) => {
            count += 1;
            return message({ dialpadMessageId: dialpadId(count), sentAt: NOON + count * 1000, ...one });
          }),
        }),
      ),
    );
  const from = (fromNumber: string) => ({ direction: 'inbound' as const, fromNumber, toNumber: '+14155550100' });
  const page = (limit = 50, after?: Place) => rightOf(makeListThreads(storage)(APP, { limit, after }));
  const numbersOf = ({ threads }: Threads) => threads.map(({ number }) => number);

  it('end where the messages end', async () => {
    expect(await page()).to.deep.equal({ threads: [], next: null });
    await store(from(ANN));
    const found = await page(1);
    expect([numbersOf(found), found.next]).to.deep.equal([[ANN], null]);
  });

  it('leave out messages without a direction or without the other number', async () => {
    await store(
      { ...from(ANN), direction: null },
      { direction: 'outbound', fromNumber: ANN, toNumber: null },
      from(BOB),
    );
    expect(numbersOf(await page())).to.deep.equal([BOB]);
  });

  it('look at a bounded number of messages a page, and go on after them', async () => {
    await store(from(ANN), ...Array.from({ length: 1_500 }, () => from(BOB)));
    const first = await page();
    expect(numbersOf(first)).to.deep.equal([BOB]);
    expect(first.next).to.not.equal(null);
    const second = await page(50, first.next ?? undefined);
    expect([numbersOf(second), second.next]).to.deep.equal([[ANN], null]);
  });

  it('end a page where the texts are large', async () => {
    await store({ ...from(ANN), text: 'x'.repeat(900_000) }, { ...from(BOB), text: 'x'.repeat(1_100_000) });
    const first = await page();
    expect(numbersOf(first)).to.deep.equal([BOB]);
    expect(numbersOf(await page(50, first.next ?? undefined))).to.deep.equal([ANN]);
  });
});
