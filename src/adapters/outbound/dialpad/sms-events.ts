import type { Translation } from '../../../application/ports/payload-reader.js';
import type { Direction } from '../../../domain/direction.js';
import type { MessageStatus } from '../../../domain/message/message.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { directionOf, type Fields, firstText, idOf, own, textOf, timeOf, wordOf } from './json-fields.js';
import { personOf } from './target-person.js';

/** Whether this is one of Dialpad's own SMS events: no name and no state, but an id and two numbers. */
export const isSmsEvent = (event: Fields): boolean =>
  Object.hasOwn(event, 'id') && (Object.hasOwn(event, 'from_number') || Object.hasOwn(event, 'to_number'));

/** What one of Dialpad's own SMS events says. The same message comes again for each status of its delivery. */
export const translateSmsEvent = (event: Fields, receivedAt: Timestamp): Translation => {
  const dialpadMessageId = idOf(own(event, 'id'));
  if (dialpadMessageId === null) return { _tag: 'Unusable', reason: 'SMS event without a message id' };

  const direction = directionOf(own(event, 'direction'));
  const sender = direction === 'outbound' ? idOf(own(event, 'sender_id')) : null;
  const seen = {
    dialpadMessageId,
    receivedAt,
    happenedAt: timeOf(own(event, 'event_timestamp')),
    direction,
    fromNumber: firstText(own(event, 'from_number')),
    toNumber: firstText(own(event, 'to_number')),
    text: textOf(own(event, 'text')) ?? textOf(own(event, 'text_content')),
    status: statusOf(event, direction),
    dialpadUserId: personOf(own(event, 'target')) ?? sender,
    sentAt: timeOf(own(event, 'created_date')),
  };
  return { _tag: 'Observed', observations: [{ _tag: 'Message', seen }] };
};

const STATUSES: ReadonlyMap<string, MessageStatus> = new Map([
  ['pending', 'pending'],
  ['sent', 'sent'],
  ['success', 'delivered'],
  ['delivered', 'delivered'],
  ['failed', 'failed'],
  ['undelivered', 'undelivered'],
]);

/** How far a message has come, by the word of Dialpad's; null for a word that is not known. */
export const messageStatusOf = (word: unknown): MessageStatus | null => STATUSES.get(wordOf(word) ?? '') ?? null;

/** An inbound message has come, although Dialpad calls it pending. A delivery result that is bad settles what is still open. */
const statusOf = (event: Fields, direction: Direction | null): MessageStatus | null => {
  if (direction === 'inbound') return 'received';
  const status = messageStatusOf(own(event, 'message_status'));
  const open = status === null || status === 'pending' || status === 'sent';
  const result = wordOf(own(event, 'message_delivery_result'));
  return open && result !== null && result !== 'accepted' ? 'failed' : status;
};
