import type { Storage } from '../../application/ports/storage.js';
import type { CallView } from '../../domain/call/call-view.js';
import { callsOf } from './calls-under-test.js';
import { expect } from './expect.js';
import { rightOf, someOf } from './outcome.js';
import {
  APP,
  call,
  dialpadId,
  LARGEST_ID,
  NOON,
  nthId,
  OTHER_APP,
  observedAgain,
  SPECIAL_CHARACTERS,
} from './samples.js';

const LATER = NOON + 60_000;

/** Which calls in progress every repository finds that were not updated for a while. */
export const staleCalls = (storage: () => Storage): void => {
  describe('that are stale', () => {
    inProgress(storage);
    inOrder(storage);
    notUpdated(storage);
  });
};

const staleIdsOf =
  (storage: () => Storage) =>
  async (before = LATER, limit = 100, appId = APP) =>
    (await rightOf(storage().calls.stale(appId, before, limit))).map(({ id }) => id);

const inProgress = (storage: () => Storage): void => {
  const { save, mapUser } = callsOf(storage);

  it('are those in progress, as they are shown elsewhere', async () => {
    const [ringing, active, ...over] = [
      call({ dialpadCallId: dialpadId(1), dialpadUserId: LARGEST_ID, fromNumber: SPECIAL_CHARACTERS }, { now: NOON }),
      call({ dialpadCallId: dialpadId(2), connected: true }, { now: NOON + 1 }),
      call({ dialpadCallId: dialpadId(3), over: true }),
      call({ dialpadCallId: dialpadId(4), missed: true }),
      call({ dialpadCallId: dialpadId(5), rejected: true }),
      call({ dialpadCallId: dialpadId(6), voicemailLeft: true }),
    ];
    if (ringing === undefined || active === undefined) throw new Error('two are there');
    await save(ringing, active, ...over);
    await mapUser('ann@example.com');
    const shown: CallView[] = [];
    for (const { id } of [ringing, active]) {
      const { crmUserId: _, ...view } = await someOf(storage().calls.find(APP, id));
      shown.push(view);
    }
    expect(await rightOf(storage().calls.stale(APP, LATER, 100))).to.deep.equal(shown);
  });
};

const inOrder = (storage: () => Storage): void => {
  const { save } = callsOf(storage);
  const findStale = staleIdsOf(storage);

  it('come least recently updated first, then by id, up to the limit', async () => {
    const at = [NOON + 2, NOON, NOON + 1, NOON + 1];
    const calls = at.map((now, n) =>
      // The order does not depend on when they began.
      call({ dialpadCallId: dialpadId(n + 1), startedAt: NOON - n }, { id: nthId(900 + n), now }),
    );
    await save(...calls.toReversed());
    const order = [901, 902, 903, 900].map((n) => nthId(n));
    expect(await findStale()).to.deep.equal(order);
    for (const limit of [1, 2, 3]) expect(await findStale(LATER, limit)).to.deep.equal(order.slice(0, limit));
    expect(await findStale(NOON + 2)).to.deep.equal(order.slice(0, 3));
    expect(await findStale(NOON + 1)).to.deep.equal(order.slice(0, 1));
    expect(await findStale(NOON)).to.deep.equal([]);
  });
};

const notUpdated = (storage: () => Storage): void => {
  const { save } = callsOf(storage);
  const findStale = staleIdsOf(storage);

  it('exclude calls that were updated since or have ended', async () => {
    const [answered, ended] = [call({ dialpadCallId: dialpadId(1) }), call({ dialpadCallId: dialpadId(2) })];
    await save(answered, ended);
    expect(await findStale(NOON + 1)).to.have.members([answered.id, ended.id]);
    await save(observedAgain(answered, { connected: true }, NOON + 5), observedAgain(ended, { over: true }, NOON + 5));
    expect(await findStale(NOON + 1)).to.deep.equal([]);
    expect(await findStale(NOON + 6)).to.deep.equal([answered.id]);
  });

  it('are those of one app', async () => {
    const ofOtherApp = call({}, { appId: OTHER_APP });
    await save(ofOtherApp);
    expect(await findStale()).to.deep.equal([]);
    expect(await findStale(LATER, 100, OTHER_APP)).to.deep.equal([ofOtherApp.id]);
  });
};
