import * as t from 'io-ts';
import type { AppEvent, EventContent } from '../../domain/event/app-event.js';
import { MessageId } from '../../domain/ids.js';
import { MESSAGE_STATUSES } from '../../domain/message/message.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { envelope, envelopeOf, lateness } from './event-envelope.js';
import { IsoTime } from './iso-time.js';
import { nullable } from './nullable.js';
import { DirectionJson, oneOf } from './words.js';

export const MESSAGE_EVENTS = ['message.received', 'message.sent', 'message.updated'] as const;

export const MessageEventJson = t.intersection(
  [
    t.type({
      event: oneOf(MESSAGE_EVENTS),
      ...envelope,
      message_id: MessageId,
      dialpad_message_id: DialpadIdJson,
      direction: nullable(DirectionJson),
      text: nullable(t.string),
      status: nullable(oneOf(MESSAGE_STATUSES)),
      sent_at: IsoTime,
    }),
    lateness,
  ],
  'MessageEvent',
);

export const messageEventToJson = (
  event: AppEvent,
  { type, message }: Extract<EventContent, { readonly message: unknown }>,
): t.OutputOf<typeof MessageEventJson> =>
  MessageEventJson.encode({
    event: type,
    ...envelopeOf(event),
    message_id: message.id,
    dialpad_message_id: message.dialpadMessageId,
    direction: message.direction,
    from_number: message.fromNumber,
    to_number: message.toNumber,
    text: message.text,
    status: message.status,
    dialpad_user_id: message.dialpadUserId,
    sent_at: message.sentAt,
  });
