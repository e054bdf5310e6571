import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { BusMessage } from '../../../src/application/ports/event-bus.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { conflict, storageFault } from '../../../src/application/ports/storage-error.js';
import { makeAnnouncingMapUsers } from '../../../src/application/tenants/announce-mappings.js';
import { makeMapUsers } from '../../../src/application/tenants/map-users.js';
import type { CallObservation } from '../../../src/domain/call/call-facts.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import { APP, call, commitOf, dialpadId, nextId, OWNER, observedAgain } from '../../../src/testing/storage/samples.js';
import { settableClock } from '../../support/time.js';

const who = (n: number, crmUserId: string) => ({ dialpadUserId: dialpadId(n), crmUserId });

describe('a mapping that changes while a call rings', () => {
  let storage: Storage;
  let published: BusMessage[];
  let conflicts: number;

  /** Storage in which somebody else is faster as often as `conflicts` says. */
  const aggregates = (): Storage['aggregates'] => ({
    ...storage.aggregates,
    commit: (commit) => {
      conflicts -= 1;
      return conflicts >= 0 ? TE.left(conflict) : storage.aggregates.commit(commit);
    },
  });
  const mapping = (...users: readonly ReturnType<typeof who>[]) => {
    const base = { mappings: storage.mappings, ids: { next: nextId<string> }, clock: settableClock() };
    const bus = { publish: (message: BusMessage) => published.push(message) };
    const deps = { ...base, owner: OWNER, bus, calls: storage.calls, aggregates: aggregates() };
    return makeAnnouncingMapUsers({ ...deps, mapUsers: makeMapUsers(base) })(APP, users);
  };
  const map = (...users: readonly ReturnType<typeof who>[]) => rightOf(mapping(...users));
  const given = (...calls: readonly ReturnType<typeof call>[]) =>
    rightOf(storage.aggregates.commit(commitOf({ calls: [...calls] })));
  const ringing = (id: number, user: number, more: Partial<CallObservation> = {}) =>
    call({ dialpadCallId: dialpadId(id), direction: 'inbound', dialpadUserId: dialpadId(user), ...more });
  const announced = async () =>
    (await rightOf(storage.events.read(APP, 0, 100))).map(({ content, targetCrmUser }) => {
      const previous = content.type === 'call.updated' ? content.previous?.crmUser : undefined;
      return [content.type, targetCrmUser, ...(previous === undefined ? [] : [previous])].join(' ');
    });

  beforeEach(() => {
    storage = memoryStorage();
    published = [];
    conflicts = 0;
  });

  it('announces the ring to the new CRM user, and takes it away from the one before', async () => {
    await given(ringing(1, 11), ringing(2, 12));
    await map(who(11, 'ana'));
    expect(await announced()).to.deep.equal(['call.ring ana', 'call.updated ana']);
    await map(who(11, 'zoe'));
    expect((await announced()).slice(2)).to.deep.equal(['call.ring zoe', 'call.updated zoe ana']);
    expect(published.map(({ _tag }) => _tag)).to.deep.equal(['EventsCommitted', 'EventsCommitted']);
  });

  it('announces the ring of each of many users that are mapped together', async () => {
    await given(ringing(1, 11), ringing(2, 12), ringing(3, 13));
    await map(who(11, 'ana'), who(13, 'cleo'), who(14, 'dan'));
    expect(await announced()).to.have.members([
      ...['call.ring ana', 'call.updated ana', 'call.ring cleo', 'call.updated cleo'],
    ]);
  });

  it('announces nothing where the mapping stays as it was', async () => {
    await map(who(11, 'ana@example.com'));
    await given(ringing(1, 11));
    await map(who(11, 'ana@example.com'));
    await map(who(11, 'Ana@Example.com'));
    expect(await announced()).to.deep.equal([]);
  });

  it('announces nothing of a call that does not ring, and no ring of one that goes out', async () => {
    const over = ringing(1, 11, { over: true });
    const active = ringing(2, 11, { connected: true });
    const onlyRecorded = ringing(3, 11, { afterwards: true, recordingUrl: 'https://dialpad.com/r/1' });
    await given(over, active, onlyRecorded);
    await map(who(11, 'ana'));
    expect(await announced()).to.deep.equal([]);

    await given(ringing(4, 12, { direction: 'outbound' }));
    await map(who(12, 'ben'));
    expect(await announced()).to.deep.equal(['call.updated ben']);
  });

  it('starts again where the call changes meanwhile, and gives up in the end', async () => {
    await given(ringing(1, 11));
    conflicts = 2;
    await map(who(11, 'ana'));
    expect(await announced()).to.deep.equal(['call.ring ana', 'call.updated ana']);
    conflicts = 100;
    expect(await map(who(11, 'zoe'))).to.have.length(1);
    expect(await announced()).to.have.length(2);
  });

  it('tries four times where others keep changing the call', async () => {
    await given(ringing(1, 11));
    conflicts = 4;
    await map(who(11, 'ana'));
    expect(conflicts).to.equal(0);
    expect(await announced()).to.deep.equal([]);
    conflicts = 3;
    await map(who(11, 'zoe'));
    expect(await announced()).to.deep.equal(['call.ring zoe', 'call.updated zoe ana']);
  });

  it('announces it as what happens now, and no call of anybody else', async () => {
    await given(ringing(1, 11), ringing(2, 12), call({ dialpadCallId: dialpadId(3), direction: 'inbound' }));
    await map(who(12, 'ben'), who(13, 'cleo'));
    const events = await rightOf(storage.events.read(APP, 0, 100));
    expect(events.map(({ replayed }) => replayed)).to.deep.equal([false, false]);
    expect(events.map(({ targetCrmUser }) => targetCrmUser)).to.deep.equal(['ben', 'ben']);
  });

  it('looks at no call where nobody becomes another CRM user', async () => {
    await map(who(11, 'ana'));
    storage = { ...storage, calls: { ...storage.calls, list: () => TE.left(storageFault('not asked for')) } };
    expect(await map(who(11, 'ana'))).to.have.length(1);
    conflicts = 1;
    await map(who(11, 'ana'));
    expect(conflicts).to.equal(1);
  });

  it('keeps the mapping where the calls cannot be read, and fails where the mappings cannot be', async () => {
    await given(ringing(1, 11));
    const { calls, mappings } = storage;
    storage = { ...storage, calls: { ...calls, list: () => TE.left(storageFault('out of order')) } };
    expect(await map(who(11, 'ana'))).to.have.length(1);
    expect((await rightOf(mappings.ofUsers(APP, [dialpadId(11)]))).map(({ crmUserId }) => crmUserId)).to.deep.equal([
      'ana',
    ]);
    expect(await announced()).to.deep.equal([]);

    const fault = storageFault('out of order');
    storage = { ...storage, calls, mappings: { ...mappings, ofUsers: () => TE.left(fault) } };
    expect(await leftOf(mapping(who(11, 'zoe')))).to.equal(fault);
    storage = { ...storage, mappings: { ...mappings, upsert: () => TE.left(fault) } };
    expect(await leftOf(mapping(who(11, 'zoe')))).to.equal(fault);
    expect(published).to.deep.equal([]);
  });

  it('does not announce a ring after the answer', async () => {
    const rings = ringing(1, 11);
    await given(rings);
    const { load } = storage.aggregates;
    // Between the look at the call and the commit, somebody answers it.
    let isFirst = true;
    storage = {
      ...storage,
      aggregates: {
        ...storage.aggregates,
        load: (keys) => async () => {
          const found = await load(keys)();
          if (isFirst) await given(observedAgain(rings, { connected: true }));
          isFirst = false;
          return found;
        },
      },
    };
    await map(who(11, 'ana'));
    expect(await announced()).to.deep.equal([]);
  });
});
