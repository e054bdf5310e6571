import * as O from 'fp-ts/lib/Option.js';
import { expressionBuilder } from 'kysely';
import type { Attributed } from '../../../../application/ports/listing.js';
import type { MessageFilter, MessageRepository } from '../../../../application/ports/message-repository.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { Direction } from '../../../../domain/direction.js';
import type { AppId, MessageId } from '../../../../domain/ids.js';
import {
  type Message,
  type MessageStatus,
  type MessageView,
  viewOfMessage,
} from '../../../../domain/message/message.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { listed } from '../listed.js';
import { conditionsOf, crmUserOf, numberKeyOf } from './attribution.js';
import type { Db, Tables } from './database.js';
import { isNextRevision, overwrite } from './overwrite.js';
import type { SqlSession } from './sql-session.js';

/** A message's facts, which are the truth, and beside them what is read off them, for queries. */
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

const SHOWN = [
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

export const sqlMessages = (session: SqlSession): MessageRepository => ({
  find: (appId, id) =>
    session.run(async (db) => {
      const row = await shown(db).where('app_id', '=', appId).where('id', '=', id).executeTakeFirst();
      return O.map(viewOfRow)(O.fromNullable(row));
    }),

  list: (appId, filter, page) =>
    session.run(async (db) => {
      const matching = eb.and(conditions(appId, filter));
      const rows = await shown(db)
        .where(matching)
        .orderBy('sent_at', 'desc')
        .orderBy('id', 'desc')
        .limit(page.limit)
        .offset(page.offset)
        .execute();
      return listed(page, rows, viewOfRow, () =>
        db
          .selectFrom('messages')
          .select((count) => count.fn.countAll().as('total'))
          .where(matching)
          .executeTakeFirstOrThrow(),
      );
    }),
});

const eb = expressionBuilder<Tables, 'messages'>();

const shown = (db: Db) => db.selectFrom('messages').select(SHOWN).select(crmUserOf('messages').as('crm_user_id'));

const conditions = (appId: AppId, { direction, ...filter }: MessageFilter) => [
  ...conditionsOf(appId, filter),
  ...(direction === undefined ? [] : [eb('direction', '=', direction)]),
];

type ShownRow = Pick<MessageRow, (typeof SHOWN)[number]> & { readonly crm_user_id: string | null };

const viewOfRow = (row: ShownRow): Attributed<MessageView> => ({
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
  crmUserId: row.crm_user_id,
});

const CHANGING = [
  'facts',
  'status',
  'direction',
  'from_number',
  'from_key',
  'to_number',
  'to_key',
  'dialpad_user_id',
  'text',
  'sent_at',
  'revision',
  'updated_at',
] as const;

/** How many variables a message binds. */
export const MESSAGE_VARIABLES = 16;

/** What makes up a message; the rest is read off it. */
export const MESSAGE_COLUMNS = [
  'id',
  'app_id',
  'dialpad_message_id',
  'facts',
  'revision',
  'created_at',
  'updated_at',
] as const;

export const messageOf = (row: Pick<MessageRow, (typeof MESSAGE_COLUMNS)[number]>): Message => ({
  id: row.id,
  appId: row.app_id,
  dialpadMessageId: row.dialpad_message_id,
  facts: JSON.parse(row.facts),
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** The messages of an app that exist under these ids. */
export const loadMessages = async (db: Db, appId: AppId, ids: readonly DialpadId[]): Promise<readonly Message[]> => {
  const rows = await db
    .selectFrom('messages')
    .select(MESSAGE_COLUMNS)
    .where('app_id', '=', appId)
    .where('dialpad_message_id', 'in', ids)
    .execute();
  return rows.map(messageOf);
};

/** Keeps those that are new or follow on the revision that is kept; answers how many that were. */
export const saveMessages = async (db: Db, messages: readonly Message[]): Promise<number> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('messages')
    .values(messages.map(messageRowOf))
    .onConflict((conflict) =>
      conflict
        .columns(['app_id', 'dialpad_message_id'])
        .doUpdateSet(overwrite(CHANGING))
        .where(isNextRevision('messages')),
    )
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows);
};

export const messageRowOf = (message: Message): MessageRow => {
  const view = viewOfMessage(message);
  return {
    id: message.id,
    app_id: message.appId,
    dialpad_message_id: message.dialpadMessageId,
    facts: JSON.stringify(message.facts),
    status: view.status,
    direction: view.direction,
    from_number: view.fromNumber,
    from_key: numberKeyOf(view.fromNumber),
    to_number: view.toNumber,
    to_key: numberKeyOf(view.toNumber),
    dialpad_user_id: view.dialpadUserId,
    text: view.text,
    sent_at: view.sentAt,
    revision: message.revision,
    created_at: message.createdAt,
    updated_at: message.updatedAt,
  };
};
