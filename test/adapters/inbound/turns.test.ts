import { expect } from 'chai';
import { loopTurn, makeTurns } from '../../../src/adapters/inbound/turns.js';
import type { AppId } from '../../../src/domain/ids.js';
import { APP, nthId, OTHER_APP, upTo } from '../../../src/testing/storage/samples.js';

const THIRD = nthId<AppId>(0xa3);

describe('turns', () => {
  it('lets each app have its next step after one of every other app, and keeps the order within an app', async () => {
    const turns = makeTurns();
    const done: string[] = [];
    const step = (appId: AppId, name: string) => turns.take(appId, async () => done.push(name));
    const all = [
      ...upTo(4).map((n) => step(APP, `a${n}`)),
      step(OTHER_APP, 'b0'),
      step(THIRD, 'c0'),
      step(THIRD, 'c1'),
    ];
    await Promise.all(all);
    expect(done).to.deep.equal(['a0', 'a1', 'b0', 'c0', 'a2', 'c1', 'a3']);
    expect(turns.waiting()).to.equal(0);
  });

  it('lets an app that comes late go before the rest of a long queue', async () => {
    const turns = makeTurns();
    let ofFirst = 0;
    const long = upTo(1_000).map(() =>
      turns.take(APP, async () => {
        ofFirst += 1;
      }),
    );
    await loopTurn();
    const before = ofFirst;
    await turns.take(OTHER_APP, async () => undefined);
    expect(ofFirst - before).to.be.at.most(2);
    await Promise.all(long);
    expect(ofFirst).to.equal(1_000);
  });

  it('runs one step in a turn of the event loop', async () => {
    const turns = makeTurns();
    let loops = 0;
    let open = true;
    const count = (): void => {
      loops += 1;
      if (open) setImmediate(count);
    };
    count();
    const seen = new Set<number>();
    await Promise.all(upTo(20).map(() => turns.take(APP, async () => void seen.add(loops))));
    open = false;
    expect(seen.size).to.be.at.least(19);
  });

  it('goes on after a step that fails, and answers each with its own result', async () => {
    const turns = makeTurns();
    const failing = turns.take(APP, () => Promise.reject(new Error('broken')));
    const next = turns.take(APP, async () => 7);
    expect(await failing.catch(({ message }: Error) => message)).to.equal('broken');
    expect(await next).to.equal(7);
  });

  it('goes on after a step that throws before it is a promise', async () => {
    const turns = makeTurns();
    const failing = turns.take(APP, () => {
      throw new Error('broken');
    });
    const next = turns.take(OTHER_APP, async () => 7);
    expect(await failing.catch(({ message }: Error) => message)).to.equal('broken');
    expect(await next).to.equal(7);
  });
});
