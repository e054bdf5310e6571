import type { Translation } from '../../../application/ports/payload-reader.js';
import type { Direction } from '../../../domain/direction.js';
import type { MessageStatus } from '../../../domain/message/message.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { timeOf } from './event-times.js';
import { directionOf, type Fields, field, idOf, textOf, wordOf } from './json-fields.js';
import { partyNumber } from './party-number.js';
import { targetUserId } from './target-user.js';

/** Fields that only messages have. */
const MESSAGE_FIELDS: readonly string[] = [
  'message_status',
  'message_delivery_result',
  'created_date',
  'text',
  'text_content',
  'mms',
  'mms_url',
  'sender_id',
];

/**
 * Whether a labelled event is an SMS event in Dialpad's own format: it has the id, the numbers and a field that only messages have. Under
 * the name of an event of the guide (`isNamed`) that field must be `message_status`, which the guide does not have.
 */
export const isDialpadSms = (event: Fields, isNamed: boolean): boolean =>
  isSmsEvent(event) && (isNamed ? ['message_status'] : MESSAGE_FIELDS).some((name) => Object.hasOwn(event, name));

/** Whether an event without a name and a state is an SMS event in Dialpad's own format: it has an id and a number. */
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
    fromNumber: partyNumber(field(event, 'from_number')),
    toNumber: partyNumber(field(event, 'to_number')),
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
