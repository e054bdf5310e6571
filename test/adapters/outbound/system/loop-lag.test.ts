import { expect } from 'chai';
import { makeLoopLag } from '../../../../src/adapters/outbound/system/loop-lag.js';

/** Keeps the event loop from turning. */
const block = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

describe('the lag of the event loop', () => {
  it('is how long the loop was kept from turning', async () => {
    const lag = makeLoopLag();
    // A first timer, from which the next is measured.
    await new Promise((resolve) => setTimeout(resolve, 50));
    block(400);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(lag.seconds()).to.be.above(0.3);
    lag.stop();
  });
});
