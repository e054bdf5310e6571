import type { InboxEvent } from '../../../application/ports/inbox.js';
import type { AppId } from '../../../domain/ids.js';

/** Events that wait in this process, by app: the apps take turns, and each app's events keep their order. */
export interface AppQueues {
  /** Adds an event; false where there is no room for it, and then for no later one of its app until `reopen`. */
  readonly push: (event: InboxEvent) => boolean;
  /** Adds events that were claimed, oldest first: there is room, or they would not have been claimed. */
  readonly putBehind: (events: readonly InboxEvent[]) => void;
  /** Puts events back in front that were taken but not processed. */
  readonly putBack: (events: readonly InboxEvent[]) => void;
  /**
   * Takes the events to process next, none of an app in `busy`: those of several apps that have few, or those of one app that has
   * many, if `allowsMany`. Empty where none can be taken.
   */
  readonly take: (busy: ReadonlySet<AppId>, allowsMany: boolean) => readonly InboxEvent[];
  /** Lets the apps add again that had no room, once nothing of theirs is left behind. */
  readonly reopen: () => void;
  /** Whether some app had no room. */
  readonly hasOverflow: () => boolean;
  readonly has: (event: InboxEvent) => boolean;
  readonly size: () => number;
  readonly bytes: () => number;
}

export interface QueueLimits {
  /** Events of one batch. */
  readonly batchEvents: number;
  /** Payloads of one batch; an event that is larger by itself goes alone. */
  readonly batchBytes: number;
  /** Payloads that wait; one app may have half of it. */
  readonly queueBytes: number;
}

/** An app with more waits for a batch of its own, so that it does not hold up those that have less. */
const FEW_EVENTS = 50;
const FEW_BYTES = 64 * 1024;

interface Queue {
  events: InboxEvent[];
  bytes: number;
}

export const bytesOf = ({ payload }: Pick<InboxEvent, 'payload'>): number => payload.length;

export const makeAppQueues = ({ batchEvents, batchBytes, queueBytes }: QueueLimits): AppQueues => {
  /** In the order of the turns. */
  const queues = new Map<AppId, Queue>();
  const closed = new Set<AppId>();
  const ids = new Set<InboxEvent['id']>();
  let bytes = 0;

  const add = (events: readonly InboxEvent[], isInFront: boolean): void => {
    for (const event of isInFront ? events.toReversed() : events) {
      const queue = queues.get(event.appId) ?? { events: [], bytes: 0 };
      queues.set(event.appId, queue);
      if (isInFront) queue.events.unshift(event);
      else queue.events.push(event);
      queue.bytes += bytesOf(event);
      bytes += bytesOf(event);
      ids.add(event.id);
    }
  };

  /** Takes as many events of an app as fit; the app has its next turn after all others. */
  const takeFrom = (appId: AppId, queue: Queue): readonly InboxEvent[] => {
    const taken = queue.events.splice(0, countWithin(queue.events, batchEvents, batchBytes));
    const size = taken.reduce((sum, event) => sum + bytesOf(event), 0);
    queue.bytes -= size;
    bytes -= size;
    for (const { id } of taken) ids.delete(id);
    queues.delete(appId);
    if (queue.events.length > 0) queues.set(appId, queue);
    return taken;
  };

  return {
    push: (event) => {
      const ofApp = queues.get(event.appId)?.bytes ?? 0;
      const size = bytesOf(event);
      const hasRoom = bytes === 0 || (bytes + size <= queueBytes && ofApp + size <= queueBytes / 2);
      if (!hasRoom) closed.add(event.appId);
      if (closed.has(event.appId)) return false;
      add([event], false);
      return true;
    },
    putBehind: (events) => add(events, false),
    putBack: (events) => add(events, true),
    take: (busy, allowsMany) => {
      const batch: InboxEvent[] = [];
      for (const [appId, queue] of [...queues]) {
        if (busy.has(appId)) continue;
        if (hasMany(queue.events) || queue.events.some(waitsForOthers)) {
          if (!allowsMany || batch.length > 0) continue;
          return takeFrom(appId, queue);
        }
        if (batch.length + queue.events.length > batchEvents) break;
        batch.push(...takeFrom(appId, queue));
      }
      return batch;
    },
    reopen: () => closed.clear(),
    hasOverflow: () => closed.size > 0,
    has: ({ id }) => ids.has(id),
    size: () => ids.size,
    bytes: () => bytes,
  };
};

/** Whether these are so many, or so large, that they go without those of other apps. */
export const hasMany = (events: readonly InboxEvent[]): boolean =>
  events.length > FEW_EVENTS || events.reduce((sum, event) => sum + bytesOf(event), 0) > FEW_BYTES;

const waitsForOthers = ({ after = [] }: InboxEvent): boolean => after.length > 0;

/** How many events from the front are within the limits; one at least. */
const countWithin = (events: readonly InboxEvent[], most: number, mostBytes: number): number => {
  let size = 0;
  let count = 0;
  for (const event of events) {
    size += bytesOf(event);
    if (count > 0 && (count >= most || size > mostBytes)) break;
    count += 1;
  }
  return count;
};
