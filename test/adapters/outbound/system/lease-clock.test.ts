import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { openStorage } from '../../../../src/adapters/outbound/storage/open-storage.js';
import { type LeaseClock, makeLeaseClock } from '../../../../src/adapters/outbound/system/lease-clock.js';
import type { Storage } from '../../../../src/application/ports/storage.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { delivery } from '../../../../src/testing/storage/samples.js';
import { DOWN } from '../../../support/broken.js';
import { freshMongoDatabase } from '../../../support/mongodb.js';
import { configOf, freshDatabase, onServer } from '../../../support/postgres.js';

const { TEST_DATABASE_URL, TEST_MONGODB_URI } = process.env;
const TEN_MINUTES = 600_000;
const LEASE_MS = 10_000;

const clockOff = (ms: number) => ({ now: () => Date.now() + ms });

describe('the clock of leases', () => {
  it('is that of the process where storage has none', async () => {
    const clock = makeLeaseClock({}, { now: () => 5 });
    await clock.read();
    expect(clock.now()).to.equal(5);
  });

  it('is that of storage where it has one, and goes on while storage is out of reach', async () => {
    let answer: E.Either<typeof DOWN, number> = E.right(TEN_MINUTES);
    const clock = makeLeaseClock({ clock: async () => answer }, clockOff(0));
    await clock.read();
    const first = clock.now();
    expect(first).to.be.within(TEN_MINUTES, 2 * TEN_MINUTES);
    answer = E.left(DOWN);
    await clock.read();
    expect(clock.now()).to.be.within(first, first + TEN_MINUTES);
  });

  /** Two processes, one ahead and one behind, on a storage of which the first takes an event and dies. */
  const takesOver = async (storage: Storage): Promise<void> => {
    const clocks: LeaseClock[] = [TEN_MINUTES, -TEN_MINUTES].map((ms) => makeLeaseClock(storage, clockOff(ms)));
    for (const clock of clocks) await clock.read();
    const now = (process: 0 | 1): number => clocks[process]?.now() ?? 0;
    const claim = (at: number) => storage.inbox.claim({ owner: 'second', until: at + LEASE_MS }, at, 10);
    await rightOf(storage.inbox.append([delivery()], { owner: 'first', until: now(0) + LEASE_MS }));
    expect(await rightOf(claim(now(1)))).to.have.length(0);
    expect(await rightOf(claim(now(1) + LEASE_MS))).to.have.length(1);
  };

  if (TEST_DATABASE_URL !== undefined) {
    const onPostgres = async (prepare: (url: string, name: string) => Promise<unknown>): Promise<void> => {
      const { url, name, drop } = await freshDatabase(TEST_DATABASE_URL);
      await prepare(url, name);
      const storage = await rightOf(openStorage(configOf(url)));
      await takesOver(storage);
      await storage.close();
      await drop();
    };

    it('lets processes on PostgreSQL agree when a lease ends, whatever their own clocks say', () =>
      onPostgres(async () => undefined));

    for (const [what, sign] of [
      ['behind', '-'],
      ['ahead', '+'],
    ] as const) {
      it(`does so too when the clock of PostgreSQL is ten minutes ${what}`, () =>
        onPostgres((url, name) =>
          onServer(
            url,
            'create schema wrong',
            `create function wrong.clock_timestamp() returns timestamptz language sql
               return pg_catalog.clock_timestamp() ${sign} interval '10 minutes'`,
            `alter database ${name} set search_path = wrong, pg_catalog, public`,
          ),
        ));
    }
  }

  if (TEST_MONGODB_URI !== undefined) {
    it('lets processes on MongoDB agree when a lease ends, whatever their own clocks say', async () => {
      const { uri, database, drop } = await freshMongoDatabase(TEST_MONGODB_URI);
      const storage = await rightOf(openStorage({ engine: 'mongodb', uri, database }));
      await takesOver(storage);
      await storage.close();
      await drop();
    });
  }
});
