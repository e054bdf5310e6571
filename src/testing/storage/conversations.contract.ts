import type { Storage } from '../../application/ports/storage.js';
import type { Call } from '../../domain/call/call.js';
import type { CallObservation } from '../../domain/call/call-facts.js';
import { viewOf } from '../../domain/call/call-view.js';
import { MAX_LEGS } from '../../domain/call/connected-legs.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppId } from '../../domain/ids.js';
import { expect } from './expect.js';
import { rightOf, someOf } from './outcome.js';
import { APP, call, commitOf, dialpadId, LARGEST_ID, NOON, nextId, OTHER_APP, observedAgain, upTo } from './samples.js';
import type { BeforeWrite } from './storage-under-test.js';

const ROOT = dialpadId(1);
const CENTRE = dialpadId(2);
const [ANN, BOB] = [dialpadId(11), dialpadId(12)];
const TRANSFERRED = dialpadId(21);
const OUTSIDER = dialpadId(99);

const leg = (dialpadCallId: DialpadId, seen: Partial<CallObservation> = {}, appId: AppId = APP): Call =>
  call({ dialpadCallId, ...seen }, { appId });

/** A line that was dialled, the call centre behind it, two who ring for that, and where one of these hands the call on to. */
const conversation = (appId: AppId = APP): readonly Call[] => [
  leg(ROOT, {}, appId),
  leg(CENTRE, { masterCallId: ROOT }, appId),
  leg(ANN, { entryPointCallId: CENTRE }, appId),
  leg(BOB, { entryPointCallId: CENTRE, masterCallId: ROOT }, appId),
  leg(TRANSFERRED, { masterCallId: ANN }, appId),
];

/** How every write side brings the legs of a conversation together. */
export const conversationsContract = (
  storage: () => Storage,
  reopen: ((beforeWrite: BeforeWrite) => Promise<Storage>) | null,
): void => {
  describe('the legs of a conversation', () => {
    connecting(storage);
    ordering(storage);
    showing(storage);
    surviving(storage, reopen);
  });
};

const legsOf = (storage: () => Storage) => ({
  save: (...calls: readonly Call[]) => rightOf(storage().aggregates.commit(commitOf({ calls }))),
  load: async (calls: readonly DialpadId[], appId = APP, from = storage()): Promise<readonly Call[]> =>
    (await rightOf(from.aggregates.load([{ appId, calls, voicemails: [], messages: [] }]))).calls,
});

const connecting = (storage: () => Storage): void => {
  const { save, load } = legsOf(storage);

  it('are all loaded, each once, from any of them', async () => {
    const legs = conversation();
    await save(...legs, leg(OUTSIDER));
    for (const { dialpadCallId } of legs) {
      const found = await load([dialpadCallId]);
      expect(found, `from ${dialpadCallId}`).to.have.length(legs.length).and.have.deep.members(legs);
    }
    expect(await load(legs.map(({ dialpadCallId }) => dialpadCallId)))
      .to.have.length(legs.length)
      .and.have.deep.members(legs);
    expect(await load([OUTSIDER])).to.have.length(1);
  });

  it('are found from the line that names the leg that answered, and from that leg', async () => {
    const legs = [leg(CENTRE, { operatorCallId: ANN }), leg(ANN)];
    await save(...legs);
    for (const id of [CENTRE, ANN]) expect(await load([id])).to.have.deep.members(legs);
  });

  it('are connected by the id of a leg that was never observed', async () => {
    const legs = [leg(ANN, { masterCallId: ROOT }), leg(BOB, { entryPointCallId: ROOT })];
    await save(...legs);
    for (const id of [ANN, BOB, ROOT]) expect(await load([id]), id).to.have.deep.members(legs);
  });
};

const ordering = (storage: () => Storage): void => {
  const { save, load } = legsOf(storage);

  it('are all loaded, whatever their order of arrival, and however late one names another', async () => {
    for (const [n, order] of [conversation(), conversation().toReversed()].entries()) {
      const appId = n === 0 ? APP : OTHER_APP;
      const legs = order.map((one) => ({ ...one, id: nextId<Call['id']>(), appId }));
      for (const one of legs) await save(one);
      expect(await load([TRANSFERRED], appId)).to.have.deep.members(legs);
    }

    const late = [leg(dialpadId(31)), leg(dialpadId(32))] as const;
    await save(...late);
    expect(await load([dialpadId(31)])).to.deep.equal([late[0]]);
    const naming = observedAgain(late[1], { masterCallId: dialpadId(31) }, NOON + 1);
    await save(naming);
    for (const id of [31, 32]) expect(await load([dialpadId(id)])).to.have.deep.members([late[0], naming]);
    const again = observedAgain(naming, { connected: true }, NOON + 2);
    await save(again);
    expect(await load([dialpadId(31)])).to.have.deep.members([late[0], again]);
  });

  it('never belong to another app', async () => {
    const [mine, theirs] = [[leg(CENTRE, { masterCallId: ROOT })], conversation(OTHER_APP)];
    await save(...mine, ...theirs);
    for (const id of [ROOT, CENTRE]) {
      expect(await load([id])).to.deep.equal(mine);
      expect(await load([id], OTHER_APP)).to.have.deep.members(theirs);
    }
    expect(await load([ANN])).to.deep.equal([]);
  });

  it('are all loaded up to the most that a conversation has, however deep', async () => {
    const line = upTo(12).map((n) => leg(dialpadId(100 + n), n === 0 ? {} : { masterCallId: dialpadId(99 + n) }));
    const crowd = upTo(MAX_LEGS - 12).map((n) => leg(dialpadId(1_000 + n), { entryPointCallId: dialpadId(111) }));
    const others = upTo(300).map((n) => leg(dialpadId(5_000 + n), { masterCallId: dialpadId(6_000 + (n % 100)) }));
    await save(...line, ...crowd, ...others);
    expect(await load([dialpadId(100)])).to.have.deep.members([...line, ...crowd]);
    const everybody = [dialpadId(100), ...others.map(({ dialpadCallId }) => dialpadCallId)];
    expect(await load(everybody)).to.have.deep.members([...line, ...crowd, ...others]);
  });

  it('beyond that are loaded only as far as it takes to see that they are too many', async () => {
    const line = upTo(12).map((n) => leg(dialpadId(100 + n), n === 0 ? {} : { masterCallId: dialpadId(99 + n) }));
    const crowd = upTo(700).map((n) => leg(dialpadId(1_000 + n), { entryPointCallId: dialpadId(111) }));
    await save(...line, ...crowd);
    const [alone, named] = [leg(dialpadId(8_000)), leg(dialpadId(8_001), { masterCallId: dialpadId(8_000) })];
    await save(alone, named);
    const last = crowd.slice(-1);
    for (const { dialpadCallId } of [...line.slice(0, 1), ...last]) {
      const found = await load([dialpadCallId]);
      expect(found.map((one) => one.dialpadCallId)).to.include(dialpadCallId);
      expect(found.length).to.be.within(MAX_LEGS + 1, 2 * MAX_LEGS + 10);
    }
    const both = await load([dialpadId(111), ...last.map((one) => one.dialpadCallId), dialpadId(8_000)]);
    expect(both).to.deep.include.members([alone, named, ...line.slice(-1), ...last]);
    expect(both.length).to.be.within(MAX_LEGS + 1, 2 * MAX_LEGS + 10);
  });
};

const showing = (storage: () => Storage): void => {
  const { save, load } = legsOf(storage);

  it('are stored with their context', async () => {
    const legContext = { conversationId: LARGEST_ID, answeredBy: BOB, answeredElsewhere: true };
    const one = { ...leg(ANN, { dialpadUserId: ANN }), legContext };
    await save(one);
    expect(await load([ANN])).to.deep.equal([one]);
    const { crmUserId: _, ...shown } = await someOf(storage().calls.find(APP, one.id));
    expect(shown).to.deep.equal(viewOf(one));
    expect(shown.conversationId).to.equal(LARGEST_ID);
    expect(shown.details).to.include({ answeredBy: BOB, answeredElsewhere: true });

    const other = {
      ...observedAgain(one, { hold: 'held' }, NOON + 1),
      legContext: { ...legContext, conversationId: ROOT },
    };
    await save(other);
    expect(await load([ANN])).to.deep.equal([other]);
  });

  it('are listed together by the conversation, newest first', async () => {
    const legs = conversation().map((one) => ({ ...one, legContext: { ...one.legContext, conversationId: ROOT } }));
    await save(...legs, leg(OUTSIDER));
    await save(
      ...conversation(OTHER_APP).map((one) => ({ ...one, legContext: legs[0]?.legContext ?? one.legContext })),
    );
    const listed = await rightOf(storage().calls.list(APP, { conversationId: ROOT }, { limit: 3, offset: 0 }));
    expect(listed.total).to.equal(legs.length);
    expect(listed.items.map(({ id }) => id)).to.deep.equal(
      legs
        .map(({ id }) => id)
        .sort()
        .toReversed()
        .slice(0, 3),
    );
    const none = await rightOf(storage().calls.list(APP, { conversationId: ANN }, { limit: 3, offset: 0 }));
    expect(none).to.deep.include({ items: [], total: 0 });

    // It turns out that they belong to another.
    const [first] = legs;
    if (first === undefined) throw new Error('there are five');
    const moved = { ...first, legContext: { ...first.legContext, conversationId: OUTSIDER }, revision: 2 };
    await save(moved);
    const those = await rightOf(storage().calls.list(APP, { conversationId: OUTSIDER }, { limit: 3, offset: 0 }));
    expect(those.items.map(({ dialpadCallId }) => dialpadCallId)).to.have.members([ROOT, OUTSIDER]);
  });
};

const surviving = (storage: () => Storage, reopen: ((beforeWrite: BeforeWrite) => Promise<Storage>) | null): void => {
  const { save, load } = legsOf(storage);

  it('are found after an import, once or twice', async () => {
    const legs = conversation();
    await rightOf(storage().archive.write('call', legs));
    await rightOf(storage().archive.write('call', legs));
    for (const { dialpadCallId } of legs) expect(await load([dialpadCallId])).to.have.deep.members(legs);
  });

  if (reopen !== null) {
    it('are found by the next process', async () => {
      const legs = conversation();
      await save(...legs);
      const next = await reopen(() => undefined);
      try {
        for (const { dialpadCallId } of legs) {
          expect(await load([dialpadCallId], APP, next)).to.have.deep.members(legs);
        }
      } finally {
        await next.close();
      }
    });
  }
};
