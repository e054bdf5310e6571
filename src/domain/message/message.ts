import * as N from 'fp-ts/lib/number.js';
import * as Ord from 'fp-ts/lib/Ord.js';
import * as Semigroup from 'fp-ts/lib/Semigroup.js';
import type { DialpadId } from '../dialpad-id.js';
import type { Direction } from '../direction.js';
import type { AppId, MessageId } from '../ids.js';
import { changed, earliest, type Known, known, latestKnown, type Moment, orUnknown } from '../merge.js';
import type { Timestamp } from '../timestamp.js';

/**
 * The delivery status, in rank order: the highest rank observed counts. Delivery is proof, so it outranks a failure that was reported
 * too; an earlier status never replaces a final one.
 */
export const MESSAGE_STATUSES = ['pending', 'sent', 'undelivered', 'failed', 'delivered', 'received'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** What one source says about a text message at one time. */
export interface MessageObservation {
  readonly dialpadMessageId: DialpadId;
  readonly receivedAt: Timestamp;
  /** When it happened, by the source's own clock; null if the source does not say. */
  readonly happenedAt: Timestamp | null;
  readonly direction?: Direction | null;
  readonly fromNumber?: string | null;
  readonly toNumber?: string | null;
  readonly text?: string | null;
  readonly status?: MessageStatus | null;
  readonly dialpadUserId?: DialpadId | null;
  readonly sentAt?: Timestamp | null;
}

export interface MessageFacts {
  readonly direction: Known<Direction> | null;
  readonly fromNumber: Known<string> | null;
  readonly toNumber: Known<string> | null;
  readonly text: Known<string> | null;
  readonly status: MessageStatus | null;
  readonly dialpadUserId: Known<DialpadId> | null;
  readonly sentAt: Moment;
}

/** A text message, as the sum of what was observed of it. */
export interface Message {
  readonly id: MessageId;
  readonly appId: AppId;
  readonly dialpadMessageId: DialpadId;
  readonly facts: MessageFacts;
  /** Counts the changes; of two writers that started from the same revision, one must start again. */
  readonly revision: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

export type MessageEventType = 'message.received' | 'message.sent' | 'message.updated';

/** A message as others see it. */
export interface MessageView {
  readonly id: MessageId;
  readonly appId: AppId;
  readonly dialpadMessageId: DialpadId;
  readonly direction: Direction | null;
  readonly fromNumber: string | null;
  readonly toNumber: string | null;
  readonly text: string | null;
  readonly status: MessageStatus | null;
  readonly dialpadUserId: DialpadId | null;
  readonly sentAt: Timestamp;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

const byRank: Ord.Ord<MessageStatus> = Ord.contramap((status: MessageStatus) => MESSAGE_STATUSES.indexOf(status))(
  N.Ord,
);

const mergeFacts: Semigroup.Semigroup<MessageFacts> = Semigroup.struct<MessageFacts>({
  direction: latestKnown(),
  fromNumber: latestKnown(),
  toNumber: latestKnown(),
  text: latestKnown(),
  status: orUnknown(Semigroup.max(byRank)),
  dialpadUserId: latestKnown(),
  sentAt: earliest,
});

const factsOf = (seen: MessageObservation): MessageFacts => ({
  direction: known(seen.direction, seen.happenedAt),
  fromNumber: known(seen.fromNumber, seen.happenedAt),
  toNumber: known(seen.toNumber, seen.happenedAt),
  text: known(seen.text, seen.happenedAt),
  status: seen.status ?? null,
  dialpadUserId: known(seen.dialpadUserId, seen.happenedAt),
  sentAt: momentSent(seen),
});

const momentSent = (seen: MessageObservation): Moment => {
  const stated = seen.sentAt ?? seen.happenedAt;
  return stated === null ? { at: seen.receivedAt, stated: false } : { at: stated, stated: true };
};

/**
 * Adds one observation to a message, or begins the message with it. The first is announced as `message.received` or `message.sent`,
 * by its direction; later visible changes as `message.updated`.
 */
export const observeMessage = (
  found: Message | null,
  seen: MessageObservation,
  fresh: { readonly id: MessageId; readonly appId: AppId; readonly now: Timestamp },
): { readonly message: Message; readonly eventTypes: readonly MessageEventType[] } => {
  if (found === null) {
    const { id, appId, now } = fresh;
    const begun = { id, appId, dialpadMessageId: seen.dialpadMessageId, facts: factsOf(seen), revision: 1 };
    return {
      message: { ...begun, createdAt: now, updatedAt: now },
      eventTypes: [firstEventType(seen.direction ?? null)],
    };
  }
  const facts = mergeFacts.concat(found.facts, factsOf(seen));
  if (!changed(found.facts, facts)) return { message: found, eventTypes: [] };

  const message = { ...found, facts, revision: found.revision + 1 };
  return changed(viewOfMessage(found), viewOfMessage(message))
    ? { message: { ...message, updatedAt: fresh.now }, eventTypes: ['message.updated'] }
    : { message, eventTypes: [] };
};

const firstEventType = (direction: Direction | null): MessageEventType => {
  if (direction === null) return 'message.updated';
  return direction === 'inbound' ? 'message.received' : 'message.sent';
};

/** Shows a message as its facts describe it. */
export const viewOfMessage = ({ facts, ...message }: Message): MessageView => ({
  id: message.id,
  appId: message.appId,
  dialpadMessageId: message.dialpadMessageId,
  direction: facts.direction?.value ?? null,
  fromNumber: facts.fromNumber?.value ?? null,
  toNumber: facts.toNumber?.value ?? null,
  text: facts.text?.value ?? null,
  status: facts.status,
  dialpadUserId: facts.dialpadUserId?.value ?? null,
  sentAt: facts.sentAt.at,
  createdAt: message.createdAt,
  updatedAt: message.updatedAt,
});
