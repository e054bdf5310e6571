import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { openStorage } from '../../../../src/adapters/outbound/storage/open-storage.js';
import type { Storage } from '../../../../src/application/ports/storage.js';
import type { TicketStore } from '../../../../src/application/ports/ticket-store.js';
import type { KeyId } from '../../../../src/domain/ids.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, nextId, upTo } from '../../../../src/testing/storage/samples.js';
import { configOf, type FreshDatabase, freshDatabase, onServer } from '../../../support/postgres.js';
import { ticketsContract } from '../tickets.contract.js';

const { TEST_DATABASE_URL } = process.env;

if (TEST_DATABASE_URL !== undefined) {
  describe('tickets in PostgreSQL', () => {
    let database: FreshDatabase;
    let storages: readonly Storage[];

    before(async () => {
      database = await freshDatabase(TEST_DATABASE_URL);
      const open = () => rightOf(openStorage(configOf(database.url)));
      storages = [await open(), await open()];
    });
    after(async () => {
      for (const { close } of storages) await close();
      await database.drop();
    });

    const stores = () => storages.map(({ tickets }) => tickets) as [TicketStore, TicketStore];
    ticketsContract(stores);

    it('are deleted once their time is up, also when many are stored at the same time', async () => {
      const access = { appId: APP, keyId: nextId<KeyId>(), validUntil: null };
      const put = (until: number) =>
        Promise.all(upTo(50).map((n) => rightOf((stores()[n % 2] as TicketStore).put(nextId(), access, until))));
      await put(Date.now() - 1);
      const valid = nextId<string>();
      await rightOf(stores()[0].put(valid, access, Date.now() + 60_000));
      await put(Date.now() + 60_000);
      const expired = await onServer(database.url, `select from tickets where expires_at <= ${Date.now()}`);
      expect(expired).to.have.length(0);
      expect(await rightOf(stores()[1].take(valid, Date.now()))).to.deep.equal(O.some(access));
    });
  });
}
