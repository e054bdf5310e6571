import type { Translation } from '../../../application/ports/payload-reader.js';
import type { Direction } from '../../../domain/direction.js';
import type { MessageStatus } from '../../../domain/message/message.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import { timeOf } from './event-times.js';
import { firstOf, happenedAtOf, partiesOf, type Sections } from './guide-fields.js';
import { idOf, textOf } from './json-fields.js';
import { messageStatusOf } from './sms-events.js';

/** What the name of a message event implies. */
interface Implied {
  readonly direction: Direction | null;
  readonly status: MessageStatus | null;
}

const EVENTS: ReadonlyMap<string, Implied> = new Map<string, Implied>([
  ['received', { direction: 'inbound', status: 'received' }],
  ['sent', { direction: 'outbound', status: 'sent' }],
  ['delivered', { direction: 'outbound', status: 'delivered' }],
  ['failed', { direction: 'outbound', status: 'failed' }],
  ['updated', { direction: null, status: null }],
]);

const impliedBy = (name: string): Implied | undefined => {
  const [, change = ''] = /^(?:sms|message)\.(\w+)$/.exec(name) ?? [];
  return EVENTS.get(change);
};

/** Whether this is the name, in lower case, of an event about a text message. */
export const isGuideMessage = (name: string): boolean => impliedBy(name) !== undefined;

/** Translates an event about a text message; null if the name is not one of a message event. */
export const translateGuideMessage = (name: string, sections: Sections, receivedAt: Timestamp): Translation | null => {
  const implied = impliedBy(name);
  if (implied === undefined) return null;

  const near = sections.near('message');
  const dialpadMessageId = firstOf(near, ['dialpad_message_id', 'message_id'], idOf) ?? firstOf(near, ['id'], idOf);
  if (dialpadMessageId === null) return { _tag: 'Unusable', reason: 'message event without a message id' };

  const parties = partiesOf(sections, 'message');
  const direction = parties.direction ?? implied.direction;
  const seen = {
    dialpadMessageId,
    receivedAt,
    happenedAt: happenedAtOf(sections, 'message'),
    ...parties,
    direction,
    // `message` may be the text itself.
    text: firstOf(near, ['text', 'text_content', 'body', 'content', 'message'], textOf),
    status: direction === 'inbound' ? 'received' : (implied.status ?? firstOf(near, ['status'], messageStatusOf)),
    sentAt: firstOf(near, ['sent_at', 'created_date'], timeOf),
  } as const;
  return { _tag: 'Observed', observations: [{ _tag: 'Message', seen }] };
};
