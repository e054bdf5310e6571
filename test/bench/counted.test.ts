import { expect } from 'chai';
import { counted } from '../../bench/counted.js';

describe('what the bench counts', () => {
  it('is all there once the last has been seen', async () => {
    const { seen, all, left } = counted(3);
    const order: string[] = [];
    const waiting = all.then(() => order.push('all'));
    for (const n of [2, 1, 0]) {
      seen();
      order.push(`${left()} left`);
      expect(left()).to.equal(n);
    }
    await waiting;
    expect(order).to.deep.equal(['2 left', '1 left', '0 left', 'all']);
  });

  it('fails if nothing more comes, and says how much is missing', async () => {
    const { seen, all } = counted(3, 20);
    seen();
    const reason = await all.catch((thrown: Error) => thrown.message);
    expect(reason).to.equal('2 of 3 never came');
  });

  it('is not waited for once it is cancelled', async () => {
    const { all, cancel, left } = counted(3);
    cancel();
    await all;
    expect(left()).to.equal(3);
  });
});
