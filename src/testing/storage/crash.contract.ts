import type { Crash } from './crash.js';
import { aggregateCrashes } from './crash-aggregates.js';
import { tenantCrashes } from './crash-tenants.js';
import { expect } from './expect.js';
import type { StorageUnderTest } from './storage-under-test.js';

/** Thrown in place of the write before which the process dies, and of all later ones. */
class Died extends Error {}

/** No request makes as many writes. */
const MAX_WRITES = 200;

/**
 * What a process leaves behind that dies between any two writes. Each scenario is repeated, ended before the first write, then before
 * the second, and so on, until it makes no further write.
 */
export const crashContract = (engine: StorageUnderTest): void => {
  const { reopen } = engine;
  if (reopen === null) return;

  describe('a process that dies between any two writes', () => {
    for (const crash of [...aggregateCrashes, ...tenantCrashes]) {
      it(crash.name, async function () {
        this.timeout(60_000);
        let nth = 1;
        while (await endedBefore(engine.open, reopen, nth, crash)) nth += 1;
        // A scenario that makes no write would prove nothing.
        expect(nth).to.be.within(2, MAX_WRITES);
      });
    }
  });
};

type Reopen = NonNullable<StorageUnderTest['reopen']>;

/** Ends a scenario before its n-th write; false if it makes fewer writes. */
const endedBefore = async (
  open: StorageUnderTest['open'],
  reopen: Reopen,
  nth: number,
  crash: Crash,
): Promise<boolean> => {
  await (await open()).close();
  const died = await carryOut(reopen, nth, crash);
  const survivor = await reopen(() => undefined);
  try {
    await crash.after(survivor);
  } catch (thrown) {
    if (thrown instanceof Error) thrown.message = `ended before write ${nth}: ${thrown.message}`;
    throw thrown;
  } finally {
    await survivor.close();
  }
  return died;
};

/** Carries out what the process does that is to die before its n-th write; answers whether it died. */
const carryOut = async (reopen: Reopen, nth: number, { before, doing }: Crash): Promise<boolean> => {
  let writesLeft = Number.POSITIVE_INFINITY;
  let died = false;
  const doomed = await reopen(() => {
    writesLeft -= 1;
    died ||= writesLeft < 0;
    if (died) throw new Died('the process ends here');
  });
  try {
    await before?.(doomed);
    writesLeft = nth - 1;
    await doing(doomed).catch((thrown: unknown) => {
      if (!(thrown instanceof Died)) throw thrown;
    });
  } finally {
    await doomed.close();
  }
  return died;
};
