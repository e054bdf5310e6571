import type { Translation } from '../../../application/ports/payload-reader.js';
import type { Direction } from '../../../domain/direction.js';
import type { MessageStatus } from '../../../domain/message/message.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { timeOf } from './event-times.js';
import { directionOf, type Fields, field, firstText, idOf, textOf, wordOf } from './json-fields.js';
import { targetUserId } from './target-user.js';

/** Whether this is an SMS event in Dialpad's own format: it has no name and no state, but an id and a number. */
export const isSmsEvent = (event: Fields): boolean =>
  Object.hasOwn(event, 'id') && (Object.hasOwn(event, 'from_number') || Object.hasOwn(event, 'to_number'));

/** Translates an SMS event in Dialpad's own format. The same message comes again for each status of its delivery. */
export const translateSmsEvent = (event: Fields, receivedAt: Timestamp): Translation => {
  const dialpadMessageId = idOf(field(event, 'id'));
  if (dialpadMessageId === null) return { _tag: 'Unusable', reason: 'SMS event without a message id' };

  const direction = directionOf(field(event, 'direction'));
  const sender = direction === 'outbound' ? idOf(field(event, 'sender_id')) : null;
  const seen = {
    dialpadMessageId,
    receivedAt,
    happenedAt: timeOf(field(event, 'event_timestamp')),
    direction,
    fromNumber: firstText(field(event, 'from_number')),
    toNumber: firstText(field(event, 'to_number')),
    text: textOf(field(event, 'text')) ?? textOf(field(event, 'text_content')),
    status: statusOf(event, direction),
    dialpadUserId: targetUserId(field(event, 'target')) ?? sender,
    sentAt: timeOf(field(event, 'created_date')),
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

/** The status that Dialpad's word stands for; null for an unknown word. */
export const messageStatusOf = (word: unknown): MessageStatus | null => STATUSES.get(wordOf(word) ?? '') ?? null;

/** An inbound message is received, although Dialpad calls it pending. A bad delivery result makes an outbound message that is not final failed. */
const statusOf = (event: Fields, direction: Direction | null): MessageStatus | null => {
  if (direction === 'inbound') return 'received';
  const status = messageStatusOf(field(event, 'message_status'));
  const isOpen = status === null || status === 'pending' || status === 'sent';
  const result = wordOf(field(event, 'message_delivery_result'));
  return isOpen && result !== null && result !== 'accepted' ? 'failed' : status;
};
