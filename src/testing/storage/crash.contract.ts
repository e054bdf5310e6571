import { expect } from 'chai';
import type { Crash } from './crash.js';
import { aggregateCrashes } from './crash-aggregates.js';
import { tenantCrashes } from './crash-tenants.js';
import type { StorageUnderTest } from './storage-under-test.js';

/** Stands for the end of a process: whatever it was about to write is not written, nor anything after it. */
class Died extends Error {}

/** More writes than any request makes. */
const MAX_WRITES = 200;

/**
 * What is left by a process that dies between any two writes: each scenario is carried out again and again, and ended before
 * the first write, before the second, and so on, until it needs no more.
 */
export const crashContract = (engine: StorageUnderTest): void => {
  const { reopen } = engine;
  if (reopen === null) return;

  /** Ends a scenario before its n-th write; answers whether it came to that. */
  const endedBefore = async (nth: number, { before, doing, after }: Crash): Promise<boolean> => {
    await (await engine.open()).close();
    let left = Number.POSITIVE_INFINITY;
    let died = false;
    const doomed = await reopen(() => {
      left -= 1;
      died ||= left < 0;
      if (died) throw new Died('the process ends here');
    });
    try {
      await before?.(doomed);
      left = nth - 1;
      await doing(doomed).catch((thrown: unknown) => {
        if (!(thrown instanceof Died)) throw thrown;
      });
    } finally {
      await doomed.close();
    }
    const survivor = await reopen(() => undefined);
    try {
      await after(survivor);
    } catch (thrown) {
      if (thrown instanceof Error) thrown.message = `ended before write ${nth}: ${thrown.message}`;
      throw thrown;
    } finally {
      await survivor.close();
    }
    return died;
  };

  describe('a process that dies between any two writes', () => {
    for (const crash of [...aggregateCrashes, ...tenantCrashes]) {
      it(crash.name, async function () {
        this.timeout(60_000);
        let nth = 1;
        while (await endedBefore(nth, crash)) nth += 1;
        // Otherwise nothing was ended, and nothing proven.
        expect(nth).to.be.within(2, MAX_WRITES);
      });
    }
  });
};
