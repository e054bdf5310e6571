import type { Country } from '../../../../../domain/country.js';
import type { DialpadId } from '../../../../../domain/dialpad-id.js';
import type { Direction } from '../../../../../domain/direction.js';
import type { AppId, MessageId } from '../../../../../domain/ids.js';
import {
  type Message,
  type MessageStatus,
  type MessageView,
  viewOfMessage,
} from '../../../../../domain/message/message.js';
import type { Timestamp } from '../../../../../domain/timestamp.js';
import { restoreMessage } from '../../../../wire/stored/restore-message.js';
import { parseStored } from '../../../../wire/stored/with-defaults.js';
import { numberKeyOf } from '../../number-keys.js';

/** A text message: its facts, and columns derived from them for queries. */
export interface MessageRow {
  readonly id: MessageId;
  readonly app_id: AppId;
  readonly dialpad_message_id: DialpadId;
  /** JSON of `MessageFacts`. */
  readonly facts: string;
  readonly status: MessageStatus | null;
  readonly direction: Direction | null;
  readonly from_number: string | null;
  readonly from_key: string | null;
  readonly to_number: string | null;
  readonly to_key: string | null;
  readonly dialpad_user_id: DialpadId | null;
  readonly text: string | null;
  readonly sent_at: Timestamp;
  readonly revision: number;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

/** The columns that a view of a message is made from. */
export const SHOWN_MESSAGE_COLUMNS = [
  'id',
  'app_id',
  'dialpad_message_id',
  'status',
  'direction',
  'from_number',
  'to_number',
  'dialpad_user_id',
  'text',
  'sent_at',
  'created_at',
  'updated_at',
] as const;

export const messageViewOf = (row: Pick<MessageRow, (typeof SHOWN_MESSAGE_COLUMNS)[number]>): MessageView => ({
  id: row.id,
  appId: row.app_id,
  dialpadMessageId: row.dialpad_message_id,
  direction: row.direction,
  fromNumber: row.from_number,
  toNumber: row.to_number,
  text: row.text,
  status: row.status,
  dialpadUserId: row.dialpad_user_id,
  sentAt: row.sent_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** The columns that a message is made from; the others are derived. */
export const MESSAGE_COLUMNS = [
  'id',
  'app_id',
  'dialpad_message_id',
  'facts',
  'revision',
  'created_at',
  'updated_at',
] as const;

export const messageOf = (row: Pick<MessageRow, (typeof MESSAGE_COLUMNS)[number]>): Message =>
  restoreMessage({
    id: row.id,
    appId: row.app_id,
    dialpadMessageId: row.dialpad_message_id,
    facts: parseStored(row.facts),
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });

export const messageRowOf = (message: Message, country: Country): MessageRow => {
  const view = viewOfMessage(message);
  return {
    id: message.id,
    app_id: message.appId,
    dialpad_message_id: message.dialpadMessageId,
    facts: JSON.stringify(message.facts),
    status: view.status,
    direction: view.direction,
    from_number: view.fromNumber,
    from_key: numberKeyOf(view.fromNumber, country),
    to_number: view.toNumber,
    to_key: numberKeyOf(view.toNumber, country),
    dialpad_user_id: view.dialpadUserId,
    text: view.text,
    sent_at: view.sentAt,
    revision: message.revision,
    created_at: message.createdAt,
    updated_at: message.updatedAt,
  };
};
