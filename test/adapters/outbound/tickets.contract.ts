import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import type { TicketStore } from '../../../src/application/ports/ticket-store.js';
import type { KeyId } from '../../../src/domain/ids.js';
import { rightOf } from '../../../src/testing/storage/outcome.js';
import { APP, NOON, nextId } from '../../../src/testing/storage/samples.js';

/** What every store of tickets does. `stores` are those of two processes, or twice that of one. */
export const ticketsContract = (stores: () => readonly [one: TicketStore, two: TicketStore]): void => {
  const MINUTE = 60_000;
  const access = () => ({ appId: APP, keyId: nextId<KeyId>(), validUntil: null });

  it('give a ticket to one of two that ask for it at the same time', async () => {
    const [one, two] = stores();
    const given = access();
    const hash = nextId<string>();
    await rightOf(one.put(hash, given, NOON + MINUTE));
    const taken = await Promise.all([one, two].map((store) => rightOf(store.take(hash, NOON))));
    expect(taken.filter(O.isSome)).to.deep.equal([O.some(given)]);
    expect(await rightOf(two.take(hash, NOON))).to.deep.equal(O.none);
  });

  it('tell when the key of a ticket ends', async () => {
    const [one, two] = stores();
    const given = { ...access(), validUntil: NOON + 5 };
    const hash = nextId<string>();
    await rightOf(one.put(hash, given, NOON + MINUTE));
    expect(await rightOf(two.take(hash, NOON))).to.deep.equal(O.some(given));
  });

  it('give no ticket whose time is up, nor one that nobody stored', async () => {
    const [one, two] = stores();
    const hash = nextId<string>();
    await rightOf(one.put(hash, access(), NOON + MINUTE));
    expect(await rightOf(two.take(hash, NOON + MINUTE))).to.deep.equal(O.none);
    expect(await rightOf(two.take(nextId<string>(), NOON))).to.deep.equal(O.none);
  });
};
