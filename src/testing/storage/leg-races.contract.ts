import type { LegsRead } from '../../application/ports/aggregates.js';
import type { Storage } from '../../application/ports/storage.js';
import { conflict } from '../../application/ports/storage-error.js';
import type { Call } from '../../domain/call/call.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import { expect } from './expect.js';
import { leftOf, rightOf } from './outcome.js';
import { APP, call, commitOf, dialpadId, eventOf, NOON, OTHER_APP, observedAgain } from './samples.js';

const ROOT = dialpadId(1);
const [ANN, BOB] = [dialpadId(11), dialpadId(12)];
const STRANGER = dialpadId(99);

/** What was read when these ids were looked up and these legs were found. */
const legsRead = (ids: readonly DialpadId[], legs: readonly Call[]): LegsRead => ({
  appId: APP,
  ids,
  legs: new Map(legs.map(({ dialpadCallId, revision }) => [dialpadCallId, revision])),
});

/** How every write side refuses a decision that another writer's leg has overtaken. */
export const legRacesContract = (storage: () => Storage): void => {
  const commit = (calls: readonly Call[], read?: LegsRead) =>
    storage().aggregates.commit(
      commitOf({ calls, events: calls.map((one) => eventOf(one)), legsRead: read === undefined ? [] : [read] }),
    );
  const save = (...calls: readonly Call[]) => rightOf(commit(calls));
  const ann = () => call({ dialpadCallId: ANN, entryPointCallId: ROOT });
  const bob = () => call({ dialpadCallId: BOB, entryPointCallId: ROOT });

  describe('a commit that depends on legs', () => {
    it('is saved while the legs are those that were read', async () => {
      const first = ann();
      await save(first);
      const second = bob();
      expect(await rightOf(commit([second], legsRead([BOB, ROOT, ANN], [first])))).to.have.length(1);
      const next = observedAgain(second, { connected: true }, NOON + 1);
      await rightOf(commit([next], legsRead([BOB, ROOT, ANN], [first, second])));
    });

    it('is refused once an id that was read has gained a leg that names it', async () => {
      await save(bob());
      expect(await leftOf(commit([ann()], legsRead([ANN, ROOT], [])))).to.deep.equal(conflict);
    });

    it('is refused once a leg stands under an id that was read', async () => {
      await save(call({ dialpadCallId: ROOT }));
      expect(await leftOf(commit([ann()], legsRead([ANN, ROOT], [])))).to.deep.equal(conflict);
    });

    it('is refused once a leg that was read has changed', async () => {
      const first = bob();
      await save(first);
      await save(observedAgain(first, { connected: true }, NOON + 1));
      expect(await leftOf(commit([ann()], legsRead([ANN, ROOT, BOB], [first])))).to.deep.equal(conflict);
    });

    it('saves nothing when it is refused', async () => {
      await save(bob());
      await leftOf(commit([ann()], legsRead([ANN, ROOT], [])));
      const keys = { appId: APP, calls: [ANN], voicemails: [], messages: [] };
      expect((await rightOf(storage().aggregates.load([keys]))).calls).to.deep.equal([]);
      expect(await rightOf(storage().events.read(APP, 0, 10))).to.have.length(1);
    });

    it('is not refused for legs of other conversations or other apps', async () => {
      await save(call({ dialpadCallId: STRANGER }), call({ dialpadCallId: ROOT }, { appId: OTHER_APP }));
      await rightOf(commit([ann()], legsRead([ANN, ROOT], [])));
    });

    it('is refused for all but one of several that add legs to one conversation at the same moment', async () => {
      const legs = [21, 22, 23, 24].map((n) => call({ dialpadCallId: dialpadId(n), entryPointCallId: ROOT }));
      const outcomes = await Promise.all(legs.map((leg) => commit([leg], legsRead([leg.dialpadCallId, ROOT], []))()));
      expect(outcomes.filter(({ _tag }) => _tag === 'Right')).to.have.length(1);
    });
  });
};
