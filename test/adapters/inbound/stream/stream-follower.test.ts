import { expect } from 'chai';
import * as fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { makeHistory } from '../../../../src/adapters/inbound/stream/history.js';
import { makeStreamFollower } from '../../../../src/adapters/inbound/stream/stream-follower.js';
import { loopTurn, makeTurns } from '../../../../src/adapters/inbound/turns.js';
import { storageUnavailable } from '../../../../src/application/ports/storage-error.js';
import type { AppEvent } from '../../../../src/domain/event/app-event.js';
import { APP, call, eventOf, nthId } from '../../../../src/testing/storage/samples.js';

const CALL = call();

/** A log that several processes write, and a follower of it. */
const follow = ({ slow = false } = {}) => {
  const log: AppEvent[] = [];
  const offered: number[] = [];
  let reads = 0;
  let reachable = true;
  let hasBug = false;
  const gone = E.left(storageUnavailable('unplugged'));
  const follower = makeStreamFollower({
    events: {
      newest: (apps) => async () => (reachable ? E.right(new Map(apps.map((appId) => [appId, log.length]))) : gone),
    },
    history: makeHistory(
      {
        read: (_appId, after, limit) => async () => {
          reads += 1;
          if (hasBug) throw new Error('a bug');
          return reachable ? E.right(log.slice(after, after + limit)) : gone;
        },
        position: () => async () => E.right({ stream: 'log', seq: log.length }),
      },
      makeTurns(),
    ),
    followed: () => [APP],
    offer: (_appId, items) => {
      offered.push(...items.map(({ seq }) => seq));
      return slow ? loopTurn() : null;
    },
  });
  return {
    follower,
    offered,
    reads: () => reads,
    commit: (): AppEvent => {
      const event = { ...eventOf(CALL, { id: nthId(log.length + 1) }), seq: log.length + 1 };
      log.push(event);
      return event;
    },
    breakReads: (isBroken: boolean) => {
      hasBug = isBroken;
    },
    reach: (can: boolean) => {
      reachable = can;
    },
  };
};

/** Long enough for a step that waits for its turn. */
const turn = async (): Promise<void> => {
  await loopTurn();
  await loopTurn();
};

describe('a follower of streams', () => {
  it('passes on what its own process commits, without reading', () => {
    const at = follow();
    at.follower.committed(APP, [at.commit(), at.commit()]);
    at.follower.committed(APP, [at.commit()]);
    expect(at.offered).to.deep.equal([1, 2, 3]);
    expect(at.reads()).to.equal(0);
  });

  it('reads what another process committed, once however often it is announced', async () => {
    const at = follow();
    at.follower.committed(APP, [at.commit()]);
    at.commit();
    at.commit();
    at.follower.moved(APP, 3);
    at.follower.moved(APP, 2);
    await turn();
    at.follower.moved(APP, 3);
    await turn();
    expect(at.offered).to.deep.equal([1, 2, 3]);
    expect(at.reads()).to.equal(1);
  });

  it('offers what another process committed before what its own process commits after it', async () => {
    const at = follow();
    at.follower.committed(APP, [at.commit()]);
    at.commit();
    at.follower.committed(APP, [at.commit()]);
    await turn();
    expect(at.offered).to.deep.equal([1, 2, 3]);
  });

  it('finds by itself events that nobody announced, and those for which storage did not answer at first', async () => {
    const at = follow();
    at.follower.committed(APP, [at.commit()]);
    at.commit();
    at.reach(false);
    at.follower.moved(APP, 2);
    await at.follower.checkLog();
    await turn();
    expect(at.offered).to.deep.equal([1]);
    at.reach(true);
    at.commit();
    await at.follower.checkLog();
    await turn();
    expect(at.offered).to.deep.equal([1, 2, 3]);
  });

  it('goes on with the next check after an exception', async () => {
    const at = follow();
    at.follower.committed(APP, [at.commit()]);
    at.commit();
    at.breakReads(true);
    at.follower.moved(APP, 2);
    await turn();
    expect(at.reads()).to.equal(1);
    expect(at.offered).to.deep.equal([1]);
    at.breakReads(false);
    await at.follower.checkLog();
    await turn();
    expect(at.offered).to.deep.equal([1, 2]);
  });

  it('leaves out nothing from its first event on, whichever process commits and whatever bus messages are lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(fc.constantFrom('own', 'other', 'lost', 'pause'), { maxLength: 50 }),
        async (slow, steps) => {
          const at = follow({ slow });
          at.follower.committed(APP, [at.commit()]);
          let newest = 1;
          for (const step of steps) {
            if (step === 'pause') {
              await turn();
              continue;
            }
            const event = at.commit();
            newest = event.seq;
            if (step === 'own') at.follower.committed(APP, [event]);
            if (step === 'other') at.follower.moved(APP, event.seq);
          }
          await at.follower.checkLog();
          for (let n = 0; n < 5; n += 1) await turn();
          // An event may be offered twice, which a subscriber ignores; none is left out, and none comes before an earlier one.
          const firsts = at.offered.filter((seq, index) => at.offered.indexOf(seq) === index);
          expect(firsts).to.deep.equal(Array.from({ length: newest }, (_, n) => n + 1));
        },
      ),
    );
  });
});
