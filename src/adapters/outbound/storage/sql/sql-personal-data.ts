import * as E from 'fp-ts/lib/Either.js';
import { sql } from 'kysely';
import {
  type DeliveriesPage,
  ERASED_PAYLOAD,
  type Person,
  type PersonalData,
  type PersonsRecords,
} from '../../../../application/ports/personal-data.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppEvent } from '../../../../domain/event/app-event.js';
import type { AppId, InboxId } from '../../../../domain/ids.js';
import { crmUserKey } from '../../../../domain/user-mapping/crm-user-key.js';
import type { VoicemailKey } from '../../../../domain/voicemail/voicemail.js';
import { fitting } from '../listed.js';
import type { AttributedTable } from './attribution.js';
import type { Db } from './database.js';
import type { SqlSession } from './sql-session.js';

export const sqlPersonalData = (session: SqlSession): PersonalData => ({
  usersOf: (appId, crmUserId) =>
    session.run(async (db) => {
      const mappings = db.selectFrom('user_mappings').select('dialpad_user_id').where('app_id', '=', appId);
      const rows = await mappings.where('crm_user_key', '=', crmUserKey(crmUserId)).execute();
      return rows.map(({ dialpad_user_id }) => dialpad_user_id);
    }),
  find: (appId, person, limit) => session.run((db) => find(session, db, appId, person, limit)),
  deliveries: (appId, after, limit) => session.run((db) => deliveries(db, appId, after, limit)),
  blankDeliveries: (appId, ids) => session.transact(async (db) => E.right(await blank(session, db, appId, ids))),
  replaceEvents: (appId, events) => session.transact(async (db) => E.right(await replace(db, appId, events))),
  delete: (appId, records) => session.transact(async (db) => E.right(await remove(session, db, appId, records))),
  deleteMappings: (appId, users) => session.run((db) => removeMappings(session, db, appId, users)),
});

/** The ids of the rows of a table in which a person is a party. Each condition is a query of its own, so that its index serves it. */
const partyTo = async (
  db: Db,
  table: AttributedTable,
  appId: AppId,
  { numberKey, users }: Person,
  limit: number,
): Promise<readonly string[]> => {
  const conditions = [
    ...(numberKey === null
      ? []
      : ([
          ['from_key', [numberKey]],
          ['to_key', [numberKey]],
        ] as const)),
    ...(users.length === 0 ? [] : ([['dialpad_user_id', users]] as const)),
  ];
  // The indexes on voicemails hold either those that are deleted or the others.
  const parts = table === 'voicemails' ? [sql`and deleted_at is null`, sql`and deleted_at is not null`] : [sql``];
  const ids = new Set<string>();
  for (const [column, values] of conditions) {
    for (const part of parts) {
      const { rows } = await sql<{ readonly id: string }>`select id from ${sql.table(table)}
        where app_id = ${appId} and ${sql.ref(column)} in (${sql.join(values)}) ${part}
        limit ${limit}`.execute(db);
      for (const { id } of rows) ids.add(id);
    }
  }
  return [...ids];
};

const find = async (
  session: SqlSession,
  db: Db,
  appId: AppId,
  person: Person,
  limit: number,
): Promise<PersonsRecords> => {
  const calls = await conversationsOf(session, db, appId, await partyTo(db, 'calls', appId, person, limit));
  const legs = calls.map(({ dialpadId }): VoicemailKey => `call:${dialpadId}`);
  const own = await partyTo(db, 'voicemails', appId, person, limit);
  const voicemails = new Set([...own, ...(await voicemailsOfLegs(session, db, appId, legs))]);
  return {
    calls,
    voicemails: await keysOf(session, db, appId, [...voicemails]),
    messages: await messagesOf(session, db, appId, await partyTo(db, 'messages', appId, person, limit)),
  };
};

/** These calls, and the other legs of their conversations. */
const conversationsOf = async (
  session: SqlSession,
  db: Db,
  appId: AppId,
  ids: readonly string[],
): Promise<PersonsRecords['calls']> => {
  const conversation = sql<DialpadId>`coalesce(conversation_id, dialpad_call_id)`;
  const conversations = new Set<DialpadId>();
  for (const chunk of session.chunks(ids, 1)) {
    const own = db.selectFrom('calls').select(conversation.as('of')).where('app_id', '=', appId);
    const rows = await own.where(sql.ref('id'), 'in', chunk).execute();
    for (const row of rows) conversations.add(row.of);
  }
  const legs: PersonsRecords['calls'][number][] = [];
  for (const chunk of session.chunks([...conversations], 1)) {
    const calls = db.selectFrom('calls').select(['id', 'dialpad_call_id as dialpadId']).where('app_id', '=', appId);
    legs.push(...(await calls.where(conversation, 'in', chunk).execute()));
  }
  return legs;
};

const voicemailsOfLegs = async (
  session: SqlSession,
  db: Db,
  appId: AppId,
  legs: readonly VoicemailKey[],
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const chunk of session.chunks(legs, 1)) {
    const keys = db.selectFrom('voicemail_keys').select('voicemail_id').where('app_id', '=', appId);
    const rows = await keys.where('voicemail_key', 'in', chunk).execute();
    found.push(...rows.map(({ voicemail_id }) => voicemail_id));
  }
  return found;
};

const keysOf = async (
  session: SqlSession,
  db: Db,
  appId: AppId,
  ids: readonly string[],
): Promise<PersonsRecords['voicemails']> => {
  const found: PersonsRecords['voicemails'][number][] = [];
  for (const chunk of session.chunks(ids, 1)) {
    const voicemails = db.selectFrom('voicemails').select(['id', 'voicemail_key', 'keys']).where('app_id', '=', appId);
    const rows = await voicemails.where(sql.ref('id'), 'in', chunk).execute();
    // One that an older version stored has no list of keys.
    for (const { id, voicemail_key, keys } of rows) {
      found.push({ id, keys: keys === null ? [voicemail_key] : JSON.parse(keys) });
    }
  }
  return found;
};

const messagesOf = async (
  session: SqlSession,
  db: Db,
  appId: AppId,
  ids: readonly string[],
): Promise<PersonsRecords['messages']> => {
  const found: PersonsRecords['messages'][number][] = [];
  for (const chunk of session.chunks(ids, 1)) {
    const messages = db.selectFrom('messages').select(['id', 'dialpad_message_id as dialpadId']);
    found.push(...(await messages.where('app_id', '=', appId).where(sql.ref('id'), 'in', chunk).execute()));
  }
  return found;
};

/** Looks through deliveries of every app in order, so that the cost of a page does not depend on how many are of this app. */
const deliveries = async (db: Db, appId: AppId, after: InboxId | null, limit: number): Promise<DeliveriesPage> => {
  const found = await db
    .selectFrom('inbox')
    .select('id')
    .select(sql<number>`case when app_id = ${appId} then octet_length(payload) else 0 end`.as('bytes'))
    .$if(after !== null, (inbox) => inbox.where('id', '>', after ?? ('' as InboxId)))
    .orderBy('id')
    .limit(limit)
    .execute();
  const shown = found.slice(0, fitting(found.map(({ bytes }) => bytes)));
  const own = shown.flatMap(({ id, bytes }) => (bytes > 0 ? [id] : []));
  const payloads = db.selectFrom('inbox').select(['id', 'payload']).where('app_id', '=', appId).where('id', 'in', own);
  return {
    deliveries: own.length === 0 ? [] : await payloads.orderBy('id').execute(),
    next: found.length < limit && shown.length === found.length ? null : (shown.at(-1)?.id ?? null),
  };
};

const blank = async (session: SqlSession, db: Db, appId: AppId, ids: readonly InboxId[]): Promise<void> => {
  for (const chunk of session.chunks(ids, 1)) {
    await db
      .updateTable('inbox')
      .set({ payload: ERASED_PAYLOAD })
      .where('id', 'in', chunk)
      .where('app_id', '=', appId)
      .execute();
  }
};

const replace = async (db: Db, appId: AppId, events: readonly AppEvent[]): Promise<void> => {
  for (const { seq, id, targetCrmUser, content } of events) {
    await db
      .updateTable('events')
      .set({ news: JSON.stringify(content), target_crm_user: targetCrmUser })
      .where('app_id', '=', appId)
      .where('seq', '=', seq)
      .where('id', '=', id)
      .execute();
  }
};

const remove = async (
  session: SqlSession,
  db: Db,
  appId: AppId,
  { calls, voicemails, messages }: PersonsRecords,
): Promise<void> => {
  await session.lockApp(db, appId);
  for (const chunk of session.chunks(calls, 1)) {
    const legs = chunk.map(({ dialpadId }) => dialpadId);
    await db.deleteFrom('call_links').where('app_id', '=', appId).where('dialpad_call_id', 'in', legs).execute();
    const ids = chunk.map(({ id }) => id);
    await db.deleteFrom('calls').where('app_id', '=', appId).where('id', 'in', ids).execute();
  }
  for (const chunk of session.chunks(voicemails, 1)) {
    const ids = chunk.map(({ id }) => id);
    const keys = chunk.flatMap((voicemail) => voicemail.keys);
    for (const some of session.chunks(keys, 1)) {
      await db.deleteFrom('voicemail_keys').where('app_id', '=', appId).where('voicemail_key', 'in', some).execute();
    }
    await db.deleteFrom('voicemails').where('app_id', '=', appId).where('id', 'in', ids).execute();
  }
  for (const chunk of session.chunks(messages, 1)) {
    const ids = chunk.map(({ id }) => id);
    await db.deleteFrom('messages').where('app_id', '=', appId).where('id', 'in', ids).execute();
  }
};

const removeMappings = async (
  session: SqlSession,
  db: Db,
  appId: AppId,
  users: readonly DialpadId[],
): Promise<number> => {
  let count = 0;
  for (const chunk of session.chunks(users, 1)) {
    const mappings = db.deleteFrom('user_mappings').where('app_id', '=', appId);
    const { numDeletedRows } = await mappings.where('dialpad_user_id', 'in', chunk).executeTakeFirstOrThrow();
    count += Number(numDeletedRows);
  }
  return count;
};
