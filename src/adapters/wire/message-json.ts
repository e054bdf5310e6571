import * as t from 'io-ts';
import type { Attributed } from '../../application/ports/listing.js';
import { MessageId } from '../../domain/ids.js';
import { MESSAGE_STATUSES, type MessageView } from '../../domain/message/message.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { IsoTime } from './iso-time.js';
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

export const messageToJson = (message: Attributed<MessageView>): t.OutputOf<typeof MessageJson> =>
  MessageJson.encode({
    id: message.id,
    dialpad_message_id: message.dialpadMessageId,
    direction: message.direction,
    from_number: message.fromNumber,
    to_number: message.toNumber,
    text: message.text,
    status: message.status,
    dialpad_user_id: message.dialpadUserId,
    crm_user_id: message.crmUserId,
    sent_at: message.sentAt,
    created_at: message.createdAt,
    updated_at: message.updatedAt,
  });
