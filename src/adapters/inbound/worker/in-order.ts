import type { Inbox, InboxEvent } from '../../../application/ports/inbox.js';
import type { Timestamp } from '../../../domain/timestamp.js';

/** What was received in order within so many milliseconds is told in order, whichever process took it. */
export const ORDERED_MS = 1_000;

/** Events of several processes that are about the same calls. */
export interface InOrder {
  /** In order. */
  readonly ready: readonly InboxEvent[];
  /** Those behind an event that another process has not settled yet, and those of this process behind them; in order. */
  readonly waiting: readonly InboxEvent[];
}

type Id = InboxEvent['id'];

/** What waits for other processes, by what these have not settled; none waits for longer than a second after its receipt. */
export const inOrder = (events: readonly InboxEvent[], held: ReadonlySet<Id>, now: Timestamp): InOrder => {
  const waitingKeys = new Set<string>();
  const ready: InboxEvent[] = [];
  const waiting: InboxEvent[] = [];
  for (const event of events) {
    const key = `${event.appId} ${event.orderKey}`;
    const isBehind = waitingKeys.has(key) || (event.after ?? []).some((id) => held.has(id));
    if (!isBehind || now >= event.receivedAt + ORDERED_MS) {
      ready.push(event);
      continue;
    }
    waiting.push(event);
    if ((event.orderKey ?? null) !== null) waitingKeys.add(key);
  }
  return { ready, waiting };
};

/** What other processes have not settled of what comes before these events; nothing where storage cannot say. */
export const heldBefore = async (
  inbox: Pick<Inbox, 'heldByOthers'>,
  owner: string,
  events: readonly InboxEvent[],
): Promise<ReadonlySet<Id>> => {
  const before = [...new Set(events.flatMap(({ after }) => after ?? []))];
  if (before.length === 0) return new Set();
  const held = await inbox.heldByOthers(owner, before)();
  return new Set(held._tag === 'Left' ? [] : held.right);
};
