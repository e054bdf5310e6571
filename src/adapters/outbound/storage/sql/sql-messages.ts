import type { MessageFilter, MessageRepository } from '../../../../application/ports/message-repository.js';
import type { Country } from '../../../../domain/country.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Message } from '../../../../domain/message/message.js';
import { withEitherSide } from '../either-side.js';
import { aggregateTable, type ListConditions } from './aggregate-table.js';
import { type CountryOf, inCountry } from './app-countries.js';
import { conditionsOf } from './attribution.js';
import { equals } from './condition.js';
import type { Db } from './database.js';
import { MESSAGE_COLUMNS, messageOf, messageRowOf, messageViewOf, SHOWN_MESSAGE_COLUMNS } from './rows/message-row.js';
import type { SqlSession } from './sql-session.js';

const messages = aggregateTable({
  table: 'messages',
  key: 'dialpad_message_id',
  listedBy: 'sent_at',
  wide: ['text'],
  selectShown: (db) => db.selectFrom('messages').select(SHOWN_MESSAGE_COLUMNS),
  columns: SHOWN_MESSAGE_COLUMNS,
  viewOf: messageViewOf,
  selectStored: (db) => db.selectFrom('messages').select(MESSAGE_COLUMNS),
  aggregateOf: messageOf,
});

export const sqlMessages = (session: SqlSession): MessageRepository => ({
  find: (appId, id) => messages.find(session, appId, id),
  list: withEitherSide((appId, filter, page) =>
    inCountry(session, appId, filter, (country) =>
      messages.list(session, appId, { given: filter, conditions: conditions(filter, country) }, page),
    ),
  ),
});

const conditions = ({ direction, ...filter }: MessageFilter, country: Country): ListConditions => ({
  equal: [...conditionsOf(filter, country), ...(direction === undefined ? [] : [equals('direction', direction)])],
});

/** The messages of an app with these ids. */
export const loadMessages = (db: Db, appId: AppId, ids: readonly DialpadId[]): Promise<readonly Message[]> =>
  messages.load(db, appId, ids);

const CHANGING_COLUMNS = [
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

const upsert = messages.upserting(CHANGING_COLUMNS);

/** How many variables the insert of one message binds. */
export const MESSAGE_VARIABLES = 16;

/** Saves messages that are new or the next revision of the stored one; returns how many that were. */
export const saveMessages = (db: Db, changed: readonly Message[], countryOf: CountryOf): Promise<number> =>
  upsert(
    db,
    changed.map((one) => messageRowOf(one, countryOf(one.appId))),
  );
