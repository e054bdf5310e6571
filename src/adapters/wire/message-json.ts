import * as t from 'io-ts';
import type { Attributed } from '../../application/ports/listing.js';
import { MessageId } from '../../domain/ids.js';
import { MESSAGE_STATUSES, type MessageView } from '../../domain/message/message.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { IsoTime } from './iso-time.js';
import { idJson, idOrNull, textJson, textOrNull, timeJson } from './json-text.js';
import { nullable } from './nullable.js';
import { DirectionJson, oneOf } from './words.js';

/** A text message over REST (contract §5). */
export const MessageJson = t.type(
  {
    id: MessageId,
    dialpad_message_id: DialpadIdJson,
    direction: nullable(DirectionJson),
    from_number: nullable(t.string),
    to_number: nullable(t.string),
    text: nullable(t.string),
    status: nullable(oneOf(MESSAGE_STATUSES)),
    dialpad_user_id: nullable(DialpadIdJson),
    crm_user_id: nullable(t.string),
    sent_at: IsoTime,
    created_at: IsoTime,
    updated_at: IsoTime,
  },
  'Message',
);

/** A text message as JSON. */
export const messageToText = (message: Attributed<MessageView>): string =>
  `{"id":${textJson(message.id)},"dialpad_message_id":${idJson(message.dialpadMessageId)},"direction":${textOrNull(message.direction)},\
"from_number":${textOrNull(message.fromNumber)},"to_number":${textOrNull(message.toNumber)},"text":${textOrNull(message.text)},\
"status":${textOrNull(message.status)},"dialpad_user_id":${idOrNull(message.dialpadUserId)},"crm_user_id":${textOrNull(message.crmUserId)},\
"sent_at":${timeJson(message.sentAt)},"created_at":${timeJson(message.createdAt)},"updated_at":${timeJson(message.updatedAt)}}`;
