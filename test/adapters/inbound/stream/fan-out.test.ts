import { expect } from 'chai';
import { offerToAll } from '../../../../src/adapters/inbound/stream/fan-out.js';
import { BUDGETS } from '../../../../src/application/budgets.js';
import { upTo } from '../../../../src/testing/storage/samples.js';

describe('the fan-out', () => {
  it('offers to many subscribers in several turns of the event loop, to each once and in their order', async () => {
    let now = 0;
    let turns = 0;
    let open = true;
    const count = (): void => {
      turns += 1;
      if (open) setImmediate(count);
    };
    count();
    const offered: number[] = [];
    const perTurn = new Map<number, number>();
    const subscribers = upTo(10).map((n) => ({
      offer: () => {
        now += BUDGETS.turnMs / 2;
        offered.push(n);
        perTurn.set(turns, (perTurn.get(turns) ?? 0) + 1);
      },
    }));
    await offerToAll(subscribers, [], () => now);
    open = false;
    expect(offered).to.deep.equal(upTo(10));
    expect(Math.max(...perTurn.values())).to.equal(2);
  });

  it('is done at once where there are few', () => {
    expect(offerToAll([{ offer: () => undefined }], [], () => 0)).to.equal(null);
  });
});
