import type { Translation } from '../../../application/ports/payload-reader.js';
import type { Direction } from '../../../domain/direction.js';
import type { MessageStatus } from '../../../domain/message/message.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { firstOf, happenedAtOf, partiesOf, type Sections } from './guide-fields.js';
import { idOf, textOf, timeOf } from './json-fields.js';
import { messageStatusOf } from './sms-events.js';

/** What a message event says by its name, where its fields do not say more. */
interface CallChange {
  readonly direction: Direction | null;
  readonly status: MessageStatus | null;
}

const EVENTS: ReadonlyMap<string, CallChange> = new Map<string, CallChange>([
  ['received', { direction: 'inbound', status: 'received' }],
  ['sent', { direction: 'outbound', status: 'sent' }],
  ['delivered', { direction: 'outbound', status: 'delivered' }],
  ['failed', { direction: 'outbound', status: 'failed' }],
  ['updated', { direction: null, status: null }],
]);

/** What a message event of the guide's family says; null if the name is no message event's. */
export const translateGuideMessage = (name: string, sections: Sections, receivedAt: Timestamp): Translation | null => {
  const [, moment = ''] = /^(?:sms|message)\.(\w+)$/.exec(name) ?? [];
  const told = EVENTS.get(moment);
  if (told === undefined) return null;

  const around = sections.around('message');
  const dialpadMessageId = firstOf(around, ['dialpad_message_id', 'message_id'], idOf) ?? firstOf(around, ['id'], idOf);
  if (dialpadMessageId === null) return { _tag: 'Unusable', reason: 'message event without a message id' };

  const parties = partiesOf(sections, 'message');
  const direction = parties.direction ?? told.direction;
  const seen = {
    dialpadMessageId,
    receivedAt,
    happenedAt: happenedAtOf(sections, 'message'),
    ...parties,
    direction,
    // `message` may be the text itself.
    text: firstOf(around, ['text', 'text_content', 'body', 'content', 'message'], textOf),
    status: direction === 'inbound' ? 'received' : (told.status ?? firstOf(around, ['status'], messageStatusOf)),
    sentAt: firstOf(around, ['sent_at', 'created_date'], timeOf),
  } as const;
  return { _tag: 'Observed', observations: [{ _tag: 'Message', seen }] };
};
