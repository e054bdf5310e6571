import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type CatchUp, makeCatchUp } from '../../../../src/adapters/inbound/worker/catch-up.js';
import { memoryStorage } from '../../../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { Storage } from '../../../../src/application/ports/storage.js';
import { storageUnavailable } from '../../../../src/application/ports/storage-error.js';
import { beginCoverage } from '../../../../src/domain/coverage/coverage.js';
import type { AppId } from '../../../../src/domain/ids.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { app, firstKey } from '../../../../src/testing/storage/samples.js';
import { recordingLogger } from '../../../support/recording-logger.js';
import { gate } from '../../../support/time.js';

const DOWN = storageUnavailable('the connection ended');
const ROUND_MS = 5;

describe('catching up', () => {
  let storage: Storage;
  let appIds: readonly AppId[];
  let done: string[];
  let logger: ReturnType<typeof recordingLogger>;
  let catchUp: CatchUp | null;

  const started = (changed: Partial<Parameters<typeof makeCatchUp>[0]> = {}): CatchUp => {
    catchUp = makeCatchUp({
      apps: storage.apps,
      connectedApps: async () => E.right(appIds),
      watch: () => async () => {
        done.push('watched');
        return E.right(beginCoverage(0));
      },
      fillGaps: () => async () => {
        done.push('filled');
        return E.right(undefined);
      },
      closeStaleCalls: () => async () => {
        done.push('looked');
        return E.right(0);
      },
      logger,
      pace: { roundEveryMs: ROUND_MS, staleCheckEveryMs: ROUND_MS },
      ...changed,
    });
    catchUp.start();
    return catchUp;
  };
  const rounds = (many = 10): Promise<void> => sleep(many * ROUND_MS);
  const count = (what: string): number => done.filter((one) => one === what).length;
  /** Whether something still happens repeatedly. */
  const goesOn = async (what: string): Promise<boolean> => {
    const before = count(what);
    await rounds();
    return count(what) > before + 1;
  };

  beforeEach(async () => {
    storage = memoryStorage();
    const tenant = app();
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
    appIds = [tenant.id];
    done = [];
    logger = recordingLogger();
    catchUp = null;
  });

  afterEach(() => catchUp?.stop());

  it('marks the time as watched, fills gaps and closes stale calls, round after round', async () => {
    started();
    for (const what of ['watched', 'filled', 'looked']) expect(await goesOn(what), what).to.equal(true);
  });

  it('fills at once after the start and when it is kicked, and otherwise when it is due', async () => {
    const how: (boolean | undefined)[] = [];
    const { kick } = started({
      fillGaps:
        (_appId, { atOnce } = {}) =>
        async () => {
          how.push(atOnce);
          return E.right(undefined);
        },
    });
    await rounds();
    expect(how.slice(0, 2)).to.deep.equal([true, false]);
    for (const id of appIds) kick(id);
    await rounds();
    expect(how.filter((atOnce) => atOnce)).to.have.length(2);
  });

  it('goes on marking the time during a long fill, and runs one fill at a time', async () => {
    const door = gate();
    const { kick } = started({
      fillGaps: () => async () => {
        done.push('filled');
        await door.passed;
        return E.right(undefined);
      },
    });
    expect(await goesOn('watched')).to.equal(true);
    for (const id of appIds) kick(id);
    expect(count('filled')).to.equal(1);
    door.open();
  });

  it('goes on marking the time while it asks for stale calls, which takes long if the phone system is slow', async () => {
    const door = gate();
    started({
      closeStaleCalls: () => async () => {
        done.push('looked');
        await door.passed;
        return E.right(0);
      },
    });
    expect(await goesOn('watched')).to.equal(true);
    expect(count('looked')).to.equal(1);
    door.open();
  });

  it('fills at once when it is asked to', async () => {
    const { kick } = started({ connectedApps: async () => E.right([]) });
    for (const id of appIds) kick(id);
    await rounds(1);
    expect(count('filled')).to.equal(1);
  });

  it('marks at the end of a stop that it has watched until then', async () => {
    const { stop } = started();
    await rounds();
    await stop();
    const before = done.length;
    expect(done.at(-1)).to.equal('watched');
    await rounds();
    expect(done.length).to.equal(before);
  });

  it('ends long tasks when it stops, and starts no new ones', async () => {
    const untilStopped =
      (what: string, mayGoOn: () => boolean = () => false) =>
      async (): Promise<E.Either<never, never>> => {
        while (mayGoOn()) await sleep(1);
        done.push(what);
        return E.right(undefined as never);
      };
    const { stop, kick } = started({
      fillGaps: (_appId, { goesOn: mayGoOn } = {}) => untilStopped('filled', mayGoOn),
      closeStaleCalls: (_appId, mayGoOn) => untilStopped('looked', mayGoOn),
    });
    await rounds();
    await stop();
    expect([count('filled'), count('looked'), done.at(-1)]).to.deep.equal([1, 1, 'watched']);
    for (const id of appIds) kick(id);
    await rounds();
    expect(count('filled')).to.equal(1);
  });

  it('logs once that storage is out of reach, however long, and continues when it is back', async () => {
    let isDown = true;
    started({
      connectedApps: async () => {
        done.push('asked');
        return isDown ? E.left(DOWN) : E.right(appIds);
      },
    });
    expect(await goesOn('asked')).to.equal(true);
    expect(logger.lines).to.have.length(1);
    expect(count('watched')).to.equal(0);
    isDown = false;
    expect(await goesOn('watched')).to.equal(true);
    isDown = true;
    await rounds();
    expect(logger.lines).to.have.length(2);
  });

  it('logs an outage once, although it shows itself by another detail each time', async () => {
    started({
      connectedApps: async () => {
        done.push('asked');
        return E.left(storageUnavailable(`refused, try ${count('asked')}`));
      },
    });
    expect(await goesOn('asked')).to.equal(true);
    await rounds();
    expect(logger.lines).to.have.length(1);
  });

  it('logs once a fault that concerns one app only', async () => {
    const other = app();
    await rightOf(storage.apps.create(other, firstKey(other)));
    appIds = [...appIds, other.id];
    started({ watch: (id) => (id === other.id ? TE.left(DOWN) : async () => E.right(beginCoverage(0))) });
    await rounds();
    expect(logger.lines).to.have.length(1);
  });

  it('stops at once while storage is out of reach', async () => {
    const { stop } = started({ connectedApps: TE.left(DOWN) });
    await rounds(2);
    await stop();
  });

  it('continues after exceptions, wherever they are thrown', async () => {
    const bug = (): never => {
      done.push('broke');
      throw new Error('a bug');
    };
    const broken = [
      { connectedApps: bug },
      { watch: () => bug },
      { fillGaps: () => bug },
      { closeStaleCalls: () => bug },
      { apps: { list: () => bug } },
    ];
    for (const one of broken) {
      const { stop } = started(one);
      expect(await goesOn('broke'), Object.keys(one).join()).to.equal(true);
      await stop();
    }
  });
});
