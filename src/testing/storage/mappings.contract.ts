import * as O from 'fp-ts/lib/Option.js';
import type { Storage } from '../../application/ports/storage.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { MappingId } from '../../domain/ids.js';
import { expect } from './expect.js';
import { rightOf, someOf } from './outcome.js';
import { APP, dialpadId, LARGEST_ID, NOON, nextId, nthId, OTHER_APP, SPECIAL_CHARACTERS, upTo } from './samples.js';

const ALL = { limit: 100, offset: 0 };

const ONE = dialpadId(1);
const TWO = dialpadId(2);

/** What every repository of user mappings does. */
export const mappingsContract = (storage: () => Storage): void => {
  describe('user mappings', () => {
    saving(storage);
    separatingApps(storage);
    finding(storage);
    deleting(storage);
    savingMany(storage);
  });
};

const mapping = (dialpadUserId: DialpadId, crmUserId = 'ann', id = nextId<MappingId>()) => ({
  id,
  dialpadUserId,
  crmUserId,
});

const mappingsOf = (storage: () => Storage) => ({
  upsert: (mappings: ReturnType<typeof mapping>[], now = NOON, appId = APP) =>
    rightOf(storage().mappings.upsert(appId, mappings, now)),
});

const saving = (storage: () => Storage): void => {
  const { upsert } = mappingsOf(storage);

  it('creates mappings, and answers with them in order', async () => {
    const fresh = [mapping(LARGEST_ID, SPECIAL_CHARACTERS), mapping(ONE)];
    const saved = await upsert(fresh);
    expect(saved).to.deep.equal(fresh.map((one) => ({ ...one, appId: APP, createdAt: NOON, updatedAt: NOON })));
    expect(await someOf(storage().mappings.findByDialpadUser(APP, LARGEST_ID))).to.deep.equal(saved[0]);
    expect(await someOf(storage().mappings.findByCrmUser(APP, SPECIAL_CHARACTERS))).to.deep.equal(saved[0]);
    expect(await upsert([])).to.deep.equal([]);
  });

  it('updates an existing mapping, but not its id or creation time', async () => {
    const [before] = await upsert([mapping(ONE, 'ann')]);
    const [after] = await upsert([mapping(ONE, 'bob')], NOON + 5);
    expect(after).to.deep.equal({ ...before, crmUserId: 'bob', updatedAt: NOON + 5 });
    expect(await rightOf(storage().mappings.findByCrmUser(APP, 'ann'))).to.deep.equal(O.none);
    expect((await rightOf(storage().mappings.list(APP, ALL))).total).to.equal(1);
  });

  it('uses the last of several mappings of one Dialpad user', async () => {
    const saved = await upsert([mapping(ONE, 'ann'), mapping(TWO, 'bob'), mapping(ONE, 'eve')]);
    expect(saved.map(({ crmUserId }) => crmUserId)).to.deep.equal(['eve', 'bob', 'eve']);
    expect(saved[0]).to.deep.equal(saved[2]);
    expect((await rightOf(storage().mappings.list(APP, ALL))).total).to.equal(2);
  });
};

const separatingApps = (storage: () => Storage): void => {
  const { upsert } = mappingsOf(storage);

  it('neither shows nor deletes a mapping of another app', async () => {
    const { mappings } = storage();
    const [ofOtherApp] = await upsert([mapping(ONE)], NOON, OTHER_APP);
    expect(await rightOf(mappings.findByDialpadUser(APP, ONE))).to.deep.equal(O.none);
    expect(await rightOf(mappings.findByCrmUser(APP, 'ann'))).to.deep.equal(O.none);
    expect(await rightOf(mappings.ofUsers(APP, [ONE]))).to.deep.equal([]);
    expect(await rightOf(mappings.list(APP, ALL))).to.deep.include({ items: [], total: 0 });
    expect(await rightOf(mappings.delete(APP, ofOtherApp?.id ?? nextId()))).to.equal(false);
    expect(await rightOf(mappings.deleteByDialpadUser(APP, ONE))).to.equal(false);
    await upsert([mapping(ONE, 'own')]);
    expect(await someOf(mappings.findByDialpadUser(OTHER_APP, ONE))).to.deep.equal(ofOtherApp);
  });
};

const finding = (storage: () => Storage): void => {
  const { upsert } = mappingsOf(storage);

  it('finds the most recently updated mapping of a CRM user', async () => {
    await upsert([mapping(ONE)], NOON + 9);
    const [latest] = await upsert([mapping(TWO)], NOON + 10);
    await upsert([mapping(dialpadId(3))], NOON);
    expect(await someOf(storage().mappings.findByCrmUser(APP, 'ann'))).to.deep.equal(latest);
  });

  it('finds a CRM user whose id holds an @ in any case, and shows the id as it was written', async () => {
    const [cleo, emile, agent] = await upsert([
      mapping(ONE, 'Cleo.Diaz@Example.com'),
      mapping(TWO, 'ÉMILE@Société.fr'),
      mapping(dialpadId(3), 'Agent-7'),
    ]);
    const { mappings } = storage();
    expect(await someOf(mappings.findByCrmUser(APP, 'cleo.diaz@EXAMPLE.com'))).to.deep.equal(cleo);
    expect(await someOf(mappings.findByCrmUser(APP, 'émile@société.FR'))).to.deep.equal(emile);
    expect(await someOf(mappings.findByCrmUser(APP, 'Agent-7'))).to.deep.equal(agent);
    expect(await rightOf(mappings.findByCrmUser(APP, 'agent-7'))).to.deep.equal(O.none);
    await upsert([mapping(ONE, 'Ann@example.com')]);
    expect(await rightOf(mappings.findByCrmUser(APP, 'cleo.diaz@example.com'))).to.deep.equal(O.none);
  });

  it('lists the newest first, then by descending id, page by page', async () => {
    await upsert([mapping(ONE, 'ann', nthId(400))], NOON + 1);
    await upsert([mapping(TWO, 'ann', nthId(401)), mapping(dialpadId(3), 'ann', nthId(402))], NOON);
    // An update does not change its place in the list.
    await upsert([mapping(TWO, 'bob')], NOON + 9);
    const { items, total } = await rightOf(storage().mappings.list(APP, ALL));
    expect(items.map(({ id }) => id)).to.deep.equal([400, 402, 401].map((n) => nthId(n)));
    expect(total).to.equal(3);
    const page = await rightOf(storage().mappings.list(APP, { limit: 1, offset: 1 }));
    expect(page).to.deep.include({ items: items.slice(1, 2), total: 3 });
  });

  it('finds the mappings of those users that have one', async () => {
    const saved = await upsert([mapping(ONE, 'ann'), mapping(TWO, 'bob')]);
    const found = await rightOf(storage().mappings.ofUsers(APP, [TWO, dialpadId(3), ONE]));
    expect(found).to.have.deep.members([...saved]);
    expect(await rightOf(storage().mappings.ofUsers(APP, []))).to.deep.equal([]);
  });
};

const deleting = (storage: () => Storage): void => {
  const { upsert } = mappingsOf(storage);

  it('deletes a mapping once, by its id or by its Dialpad user', async () => {
    const { mappings } = storage();
    const [one] = await upsert([mapping(ONE), mapping(TWO)]);
    const id = one?.id ?? nextId<MappingId>();
    expect(await rightOf(mappings.delete(APP, id))).to.equal(true);
    expect(await rightOf(mappings.delete(APP, id))).to.equal(false);
    expect(await rightOf(mappings.deleteByDialpadUser(APP, TWO))).to.equal(true);
    expect(await rightOf(mappings.deleteByDialpadUser(APP, TWO))).to.equal(false);
    expect((await rightOf(mappings.list(APP, ALL))).total).to.equal(0);
  });
};

const savingMany = (storage: () => Storage): void => {
  const { upsert } = mappingsOf(storage);

  it('saves ten thousand mappings at once', async () => {
    const users = upTo(10_000).map((n) => dialpadId(n + 1));
    const saved = await upsert(users.map((user) => mapping(user, `crm-${user}`)));
    expect(saved.map(({ dialpadUserId }) => dialpadUserId)).to.deep.equal(users);
    expect(await rightOf(storage().mappings.ofUsers(APP, users))).to.have.length(10_000);
    expect((await rightOf(storage().mappings.list(APP, ALL))).total).to.equal(10_000);
    // On two cores that others use too, FerretDB takes some 20 s.
  }).timeout(90_000);
};
