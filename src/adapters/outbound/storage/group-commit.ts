import * as E from 'fp-ts/lib/Either.js';
import { BUDGETS } from '../../../application/budgets.js';
import {
  type Appended,
  type Inbox,
  type InboxEvent,
  type Lease,
  type NewDelivery,
  newEventOf,
} from '../../../application/ports/inbox.js';
import { type StorageError, storageUnavailable } from '../../../application/ports/storage-error.js';

export interface GroupCommitOptions {
  /** How many deliveries go into one append at most; an append that is larger by itself goes alone. */
  readonly most?: number;
  /** How many bytes of payloads go into one append at most; a larger append goes alone. */
  readonly mostBytes?: number;
  /** How many bytes of payloads may wait; beyond that the answer is `StorageUnavailable`. */
  readonly mostBytesWaiting?: number;
  /** Takes events that are stored and under the lease of this process, although their append failed: its answer was lost. */
  readonly recovered?: (events: readonly InboxEvent[]) => void;
}

type Outcome = E.Either<StorageError, readonly Appended[]>;

/** An append that waits for its turn. */
interface Waiting {
  readonly deliveries: readonly NewDelivery[];
  readonly bytes: number;
  readonly lease: Lease;
  readonly answer: (outcome: Outcome) => void;
  readonly fail: (bug: unknown) => void;
}

/**
 * An inbox on which appends that arrive together are committed together: what comes in during one turn of the event loop, or
 * while an append is under way, goes into the next. One append is under way at a time. Each caller gets the answer for its
 * own deliveries or, if the append fails, the error. After an outage it is first found out what was stored even so: what the same
 * sender delivers next must not overtake it.
 */
export const groupCommit = (
  inbox: Inbox,
  {
    most = 500,
    mostBytes = BUDGETS.batchBytes,
    mostBytesWaiting = BUDGETS.queueBytes,
    recovered = () => undefined,
  }: GroupCommitOptions = {},
): Inbox => {
  const queue: Waiting[] = [];
  /** Appends that failed in an outage. */
  let inDoubt: readonly Waiting[] = [];
  let waiting = 0;
  let busy = false;

  const commitNext = async (): Promise<void> => {
    const group = takeGroup(queue, most, mostBytes);
    waiting -= group.reduce((sum, { bytes }) => sum + bytes, 0);
    const known = await recover();
    if (E.isLeft(known)) for (const { answer } of group) answer(known);
    else if (isOutage(await appendTogether(inbox, group))) inDoubt = group;
    if (queue.length > 0) setImmediate(commitNext);
    else busy = false;
  };

  /** Finds the events of the appends in doubt that are stored. */
  const recover = async (): Promise<E.Either<StorageError, void>> => {
    const [first] = inDoubt;
    if (first === undefined) return E.right(undefined);
    const deliveries = inDoubt.flatMap((one) => one.deliveries);
    const ids = deliveries.map(({ id }) => id);
    const held = await inbox.held(first.lease.owner, ids)();
    if (E.isLeft(held)) return held;
    inDoubt = [];
    const events = deliveries.filter(({ id }) => held.right.has(id)).flatMap((one) => newEventOf(one) ?? []);
    if (events.length > 0) recovered(events);
    return E.right(undefined);
  };

  const append: Inbox['append'] = (deliveries, lease) => () => {
    if (deliveries.length === 0) return Promise.resolve(E.right([]));
    const bytes = deliveries.reduce((sum, { payload }) => sum + Buffer.byteLength(payload), 0);
    if (waiting > 0 && waiting + bytes > mostBytesWaiting) {
      return Promise.resolve(E.left(storageUnavailable('too many deliveries are waiting')));
    }
    return new Promise<Outcome>((answer, fail) => {
      queue.push({ deliveries, bytes, lease, answer, fail });
      waiting += bytes;
      if (busy) return;
      busy = true;
      setImmediate(commitNext);
    });
  };

  return { ...inbox, append };
};

/** Takes from the front of the queue what can go into one append: for one owner, and not more than the limits. */
const takeGroup = (queue: Waiting[], most: number, mostBytes: number): readonly Waiting[] => {
  let size = 0;
  let total = 0;
  const end = queue.findIndex(({ deliveries, bytes, lease }, index) => {
    size += deliveries.length;
    total += bytes;
    return index > 0 && (size > most || total > mostBytes || lease.owner !== queue[0]?.lease.owner);
  });
  return queue.splice(0, end === -1 ? queue.length : end);
};

/** Appends a group under the lease that lasts longest, and gives each its part of the answer. */
const appendTogether = async (inbox: Inbox, group: readonly Waiting[]): Promise<Outcome> => {
  const [first, ...rest] = group;
  if (first === undefined) return E.right([]);
  const lease = rest.reduce((longest, { lease }) => (lease.until > longest.until ? lease : longest), first.lease);
  try {
    const deliveries = group.flatMap((one) => one.deliveries);
    const outcome = await inbox.append(deliveries, lease)();
    // One of them is refused for itself, which the others have nothing to do with.
    if (isFault(outcome) && rest.length > 0) {
      const alone: Outcome[] = [];
      for (const one of group) alone.push(await appendTogether(inbox, [one]));
      return alone.find(isOutage) ?? outcome;
    }
    let start = 0;
    for (const { deliveries, answer } of group) {
      const end = start + deliveries.length;
      answer(E.isLeft(outcome) ? outcome : E.right(outcome.right.slice(start, end)));
      start = end;
    }
    return outcome;
  } catch (bug) {
    for (const { fail } of group) fail(bug);
    return E.right([]);
  }
};

const isOutage = (outcome: Outcome): boolean => E.isLeft(outcome) && outcome.left._tag === 'StorageUnavailable';

const isFault = (outcome: Outcome): boolean => E.isLeft(outcome) && outcome.left._tag === 'StorageFault';
