import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Inbox, InboxStats } from '../../../application/ports/inbox.js';
import type { Storage } from '../../../application/ports/storage.js';
import { bugAsFault, type StorageError, storageUnavailable } from '../../../application/ports/storage-error.js';
import type { RecordOf } from '../../../application/records/app-record.js';
import type { DialpadConnection } from '../../../domain/dialpad-connection/dialpad-connection.js';
import type { OutageReport } from './outage-report.js';

/** What is known of storage. */
export interface StorageState {
  /** Whether it can be read, and took the last write. */
  readonly isUp: boolean;
  /** Null while it cannot be read. */
  readonly stats: InboxStats | null;
  readonly connections: ConnectionCounts | null;
}

export interface ConnectionCounts {
  readonly connected: number;
  readonly broken: number;
}

/** Knows how storage is, without letting anyone wait for a storage that hangs. */
export interface StorageWatch {
  /** Reads for the first time, and from then on every few seconds. */
  readonly start: () => Promise<void>;
  readonly stop: () => void;
  /** From a new reading if storage answers soon, else from the last one, unless that is too old. */
  readonly state: () => Promise<StorageState>;
  /** Takes note of how a write went. */
  readonly noteWrite: (outcome: E.Either<{ readonly _tag: string }, unknown>) => void;
}

/** In milliseconds. */
export interface WatchPace {
  readonly readEvery: number;
  /** A reading that takes longer has failed, and the next may begin. */
  readonly readWithin: number;
  /** How long one who asks for the state waits for a new reading. */
  readonly answerWithin: number;
  /** A reading that is older says nothing. */
  readonly staleAfter: number;
  /** How long storage may be without a write before one is tried. */
  readonly probeIdleAfter: number;
  /** How long after a write failed one is tried. */
  readonly probeEvery: number;
}

const DEFAULT_PACE: WatchPace = {
  readEvery: 2_000,
  readWithin: 4_000,
  answerWithin: 800,
  staleAfter: 5_000,
  probeIdleAfter: 30_000,
  probeEvery: 1_000,
};

interface Deps {
  readonly inbox: Pick<Inbox, 'stats'>;
  /** Tries a write. */
  readonly ping: Storage['ping'];
  readonly connections: Pick<RecordOf<DialpadConnection>, 'all'>;
  /** Reads the clock of storage, by which leases end. */
  readonly readClock?: () => Promise<void>;
  readonly report: OutageReport;
  readonly pace?: WatchPace;
}

type Reading = E.Either<StorageError, Pick<StorageState, 'stats' | 'connections'>>;

interface Watch extends Deps {
  readonly pace: WatchPace;
  last: { readonly reading: Reading; readonly at: number };
  current: Promise<void> | null;
  /** The reading after the current one. */
  next: Promise<void> | null;
  writeFailed: boolean;
  writtenAt: number;
  /** When a write failed last. */
  triedAt: number;
  timer: NodeJS.Timeout | null;
}

export const makeStorageWatch = (deps: Deps): StorageWatch => {
  const watch: Watch = {
    ...deps,
    pace: deps.pace ?? DEFAULT_PACE,
    last: { reading: E.left(storageUnavailable('not read yet')), at: Number.NEGATIVE_INFINITY },
    current: null,
    next: null,
    writeFailed: false,
    writtenAt: performance.now(),
    triedAt: Number.NEGATIVE_INFINITY,
    timer: null,
  };
  return {
    start: () => {
      watch.timer = setInterval(() => void readOnce(watch), watch.pace.readEvery).unref();
      return readOnce(watch);
    },
    stop: () => {
      if (watch.timer !== null) clearInterval(watch.timer);
    },
    state: async () => {
      await Promise.race([readAnew(watch), after(watch.pace.answerWithin)]);
      return stateOf(watch);
    },
    noteWrite: (outcome) => noteWrite(watch, outcome),
  };
};

const stateOf = ({ last: { reading, at }, writeFailed, pace }: Watch): StorageState => {
  const isKnown = E.isRight(reading) && performance.now() - at <= pace.staleAfter;
  return isKnown ? { isUp: !writeFailed, ...reading.right } : { isUp: false, stats: null, connections: null };
};

/** The reading under way, or a new one. */
const readOnce = (watch: Watch): Promise<void> => {
  watch.current ??= read(watch).finally(() => {
    watch.current = null;
  });
  return watch.current;
};

/** A reading that begins now or later: one under way may not see what has just been written. All who ask meanwhile share it. */
const readAnew = (watch: Watch): Promise<void> => {
  if (watch.current === null) return readOnce(watch);
  watch.next ??= watch.current.then(() => {
    watch.next = null;
    return readOnce(watch);
  });
  return watch.next;
};

const read = async (watch: Watch): Promise<void> => {
  const limit = watch.pace.readWithin;
  const [stats, all] = await Promise.all([
    within(limit, watch.inbox.stats),
    within(limit, watch.connections.all),
    probeIfDue(watch),
  ]);
  void watch.readClock?.();
  const reading: Reading = E.isLeft(stats)
    ? stats
    : E.right({ stats: stats.right, connections: E.isLeft(all) ? null : countsOf(all.right) });
  watch.report('reading', reading);
  watch.last = { reading, at: performance.now() };
};

/** Tries a write when the last one failed, so that this ends without traffic, and when there was none for long. */
const probeIfDue = async (watch: Watch): Promise<void> => {
  const { pace, writeFailed, writtenAt, triedAt, ping } = watch;
  const now = performance.now();
  const isDue = writeFailed ? now - triedAt >= pace.probeEvery : now - writtenAt >= pace.probeIdleAfter;
  if (!isDue) return;
  noteWrite(watch, await within(pace.readWithin, ping));
};

/** Only an outage counts: any other failure concerns that one write. */
const noteWrite = (watch: Watch, outcome: E.Either<{ readonly _tag: string }, unknown>): void => {
  if (E.isRight(outcome)) {
    watch.writeFailed = false;
    watch.writtenAt = performance.now();
    watch.report('writing', outcome);
  } else if (outcome.left._tag === 'StorageUnavailable') {
    watch.writeFailed = true;
    // A write of its own comes later: it may fit where the one that failed does not.
    watch.triedAt = performance.now();
    watch.report('writing', E.left(outcome.left as StorageError));
  }
};

const countsOf = (all: readonly (readonly [unknown, DialpadConnection])[]): ConnectionCounts => {
  const count = (status: DialpadConnection['status']): number =>
    all.filter(([, connection]) => connection.status === status).length;
  return { connected: count('connected'), broken: count('broken') };
};

/** What a task answers in time. A later answer is ignored. */
const within = <A>(ms: number, task: TaskEither<StorageError, A>): Promise<E.Either<StorageError, A>> =>
  Promise.race([
    task().catch(bugAsFault),
    after(ms).then(() => E.left(storageUnavailable(`storage has not answered for ${ms} ms`))),
  ]);

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
