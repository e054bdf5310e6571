import { expect } from 'chai';
import { makeReadingTurns } from '../../../../src/adapters/inbound/http/reading-turns.js';
import { BUDGETS } from '../../../../src/application/budgets.js';

describe('the reads of an app', () => {
  it('take turns, two at once, while another app’s read waits for none of them', async () => {
    const turns = makeReadingTurns();
    let running = 0;
    let most = 0;
    const ended: string[] = [];
    const read = (name: string) => async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      ended.push(name);
      return name;
    };
    const many = Array.from({ length: 20 }, (_, n) => turns('busy', read(`busy ${n}`)));
    await turns('other', read('other'));
    expect(ended.length).to.be.below(10);
    expect(await Promise.all(many)).to.have.length(20);
    expect(most).to.be.at.most(3);
  });

  it('let the event loop turn once they have gone on for long, and not after each', async () => {
    let now = 0;
    const turns = makeReadingTurns(() => now);
    let ended = 0;
    const endedBy: number[] = [];
    const noteTurn = (): void => {
      endedBy.push(ended);
      if (ended < 40) setImmediate(noteTurn);
    };
    setImmediate(noteTurn);
    const read = async (): Promise<void> => {
      now += 1;
      ended += 1;
    };
    await Promise.all(Array.from({ length: 40 }, () => turns('a', read)));
    expect(endedBy[0]).to.be.within(BUDGETS.turnMs, BUDGETS.turnMs + 2);
    expect(endedBy.length).to.be.within(3, 20);
  });

  it('go on after one that fails', async () => {
    const turns = makeReadingTurns();
    const failing = Array.from({ length: 3 }, () => turns('a', () => Promise.reject(new Error('a bug'))));
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).to.deep.equal(Array(3).fill('rejected'));
    expect(await turns('a', () => Promise.resolve(1))).to.equal(1);
  });
});
