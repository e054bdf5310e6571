import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { makeOutageReport } from '../../../../src/adapters/inbound/worker/outage-report.js';
import { makeStorageWatch, type WatchPace } from '../../../../src/adapters/inbound/worker/storage-watch.js';
import type { InboxStats } from '../../../../src/application/ports/inbox.js';
import { type StorageError, storageFault } from '../../../../src/application/ports/storage-error.js';
import { DOWN } from '../../../support/broken.js';
import { recordingLogger } from '../../../support/recording-logger.js';

const STATS: InboxStats = {
  counts: { pending: 1, processed: 0, ignored: 0, failed: 0, unrouted: 0 },
  oldestPendingAt: null,
};
const PACE: WatchPace = {
  readEvery: 5,
  readWithin: 20,
  answerWithin: 10,
  staleAfter: 30,
  probeIdleAfter: 60_000,
  probeEvery: 0,
};

/** A storage that can answer, refuse or hang, for reads and for writes. */
const troubledStorage = () => {
  const state = { reads: 'work', writes: 'work', readings: 0, probes: 0 };
  const answer =
    <A>(kind: 'reads' | 'writes', value: A): TaskEither<StorageError, A> =>
    () => {
      state.readings += kind === 'reads' ? 1 : 0;
      state.probes += kind === 'writes' ? 1 : 0;
      if (state[kind] === 'hang') return new Promise(() => undefined);
      return Promise.resolve(state[kind] === 'work' ? E.right(value) : E.left(DOWN));
    };
  return { state, inbox: { stats: answer('reads', STATS) }, ping: answer('writes', undefined) };
};

describe('the watch over storage', () => {
  const watchOn = (pace: Partial<WatchPace> = {}) => {
    const { state, ...ports } = troubledStorage();
    const logger = recordingLogger();
    const connections = { all: async () => E.right([]) };
    const report = makeOutageReport(logger);
    const watch = makeStorageWatch({ ...ports, connections, report, pace: { ...PACE, ...pace } });
    const until = async (isUp: boolean): Promise<void> => {
      while ((await watch.state()).isUp !== isUp);
    };
    return { state, watch, until, logger };
  };

  it('says what a new reading says', async () => {
    const { state, watch } = watchOn();
    expect(await watch.state()).to.deep.equal({ isUp: true, stats: STATS, connections: { connected: 0, broken: 0 } });
    state.reads = 'refuse';
    expect(await watch.state()).to.deep.equal({ isUp: false, stats: null, connections: null });
  });

  it('answers from the last reading while storage hangs', async () => {
    const { state, watch } = watchOn({ readWithin: 60_000, staleAfter: 60_000 });
    await watch.state();
    state.reads = 'hang';
    expect(await watch.state()).to.include({ isUp: true, stats: STATS });
  });

  it('is down once the last reading is too old', async () => {
    const { state, watch, until } = watchOn({ readWithin: 60_000 });
    await watch.state();
    state.reads = 'hang';
    await until(false);
  });

  it('gives up a reading that hangs, and reads again', async () => {
    const { state, watch, until } = watchOn();
    state.reads = 'hang';
    await watch.state();
    state.reads = 'work';
    await until(true);
  });

  it('asks storage one thing at a time, however many ask it', async () => {
    const { state, watch } = watchOn();
    await Promise.all(Array.from({ length: 100 }, () => watch.state()));
    expect(state.readings).to.be.at.most(2);
  });

  it('is down when a write has failed, although storage can be read', async () => {
    const { state, watch } = watchOn();
    state.writes = 'refuse';
    watch.noteWrite(E.left(DOWN));
    expect(await watch.state()).to.include({ isUp: false, stats: STATS });
  });

  it('heals without traffic, by a write of its own', async () => {
    const { state, watch, until } = watchOn();
    await watch.start();
    state.writes = 'refuse';
    watch.noteWrite(E.left(DOWN));
    while (state.probes < 3) await new Promise(setImmediate);
    state.writes = 'work';
    await until(true);
    watch.stop();
  });

  it('heals by a write of others', async () => {
    const { state, watch } = watchOn({ probeEvery: 60_000 });
    state.writes = 'refuse';
    watch.noteWrite(E.left(DOWN));
    expect((await watch.state()).isUp).to.equal(false);
    watch.noteWrite(E.right(undefined));
    expect((await watch.state()).isUp).to.equal(true);
  });

  it('notices without traffic that storage takes no writes', async () => {
    const { state, watch, until } = watchOn({ probeIdleAfter: 0 });
    await until(true);
    state.writes = 'refuse';
    await until(false);
    watch.stop();
  });

  it('stays up when one write was refused for itself', async () => {
    const { watch } = watchOn();
    watch.noteWrite(E.left(storageFault('too long')));
    watch.noteWrite(E.left({ _tag: 'Conflict' }));
    expect((await watch.state()).isUp).to.equal(true);
  });

  it('logs an outage once when it begins and once when all of it is over', async () => {
    const { state, watch, logger } = watchOn({ probeEvery: 60_000 });
    state.reads = 'refuse';
    state.writes = 'refuse';
    for (let n = 0; n < 3; n += 1) {
      watch.noteWrite(E.left(DOWN));
      await watch.state();
    }
    state.reads = 'work';
    await watch.state();
    watch.noteWrite(E.right(undefined));
    await watch.state();
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(['error', 'info']);
    expect(logger.lines[0]?.fields).to.include({ cause: DOWN.detail });
  });
});
