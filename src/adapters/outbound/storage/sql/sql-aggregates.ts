import * as E from 'fp-ts/lib/Either.js';
import { sql } from 'kysely';
import type { AggregateKeys, AggregateStore, Commit, LegsRead } from '../../../../application/ports/aggregates.js';
import { conflict } from '../../../../application/ports/storage-error.js';
import type { Call } from '../../../../domain/call/call.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Message } from '../../../../domain/message/message.js';
import type { Voicemail } from '../../../../domain/voicemail/voicemail.js';
import { areSameLegs } from '../same-legs.js';
import { wholeConversations } from '../whole-conversations.js';
import { countriesOf } from './app-countries.js';
import type { Db } from './database.js';
import { inLockingOrder } from './locking-order.js';
import { preparedQuery } from './prepared-query.js';
import { settle } from './settle-inbox.js';
import { type LegRevision, loadLegRevisions } from './sql-call-links.js';
import { CALL_VARIABLES, loadLegs, saveCalls } from './sql-calls.js';
import { appendEvents } from './sql-event-log.js';
import { loadMessages, MESSAGE_VARIABLES, saveMessages } from './sql-messages.js';
import type { SqlSession } from './sql-session.js';
import { saveKeys } from './sql-voicemail-keys.js';
import { loadVoicemails, saveVoicemails, VOICEMAIL_VARIABLES } from './sql-voicemails.js';

export const sqlAggregates = (session: SqlSession): AggregateStore => ({
  load: (keys) =>
    session.run(async (db) => ({
      calls: await loadConversations(db, keys),
      voicemails: distinctById(await load(session, db, keys, (ofApp) => ofApp.voicemails, loadVoicemails)),
      messages: await load(session, db, keys, (ofApp) => ofApp.messages, loadMessages),
    })),

  commit: (commit) =>
    session.transact(async (db) => {
      const isSaved =
        isDistinct(commit) &&
        (await hasSameLegs(session, db, commit.legsRead ?? [])) &&
        (await settle(session, db, commit.owner, commit.settled)) &&
        (await saveAll(session, db, commit));
      return isSaved ? E.right(await appendEvents(session, db, commit.events)) : E.left(conflict);
    }),
});

const loadConversations = async (db: Db, keys: readonly AggregateKeys[]): Promise<readonly Call[]> => {
  const found: Call[] = [];
  for (const { appId, calls } of keys) {
    found.push(...(await wholeConversations(calls, (ids, most) => loadLegs(db, appId, ids, most))));
  }
  return found;
};

/** Whether no other writer has added or changed a leg since it was read; none can until the transaction ends. */
const hasSameLegs = async (session: SqlSession, db: Db, read: readonly LegsRead[]): Promise<boolean> => {
  for (const ofApp of inLockingOrder(read, ({ appId }) => appId)) {
    await session.lockApp(db, ofApp.appId);
    const now: LegRevision[] = [];
    for (const chunk of session.chunks(ofApp.ids, 2)) now.push(...(await loadLegRevisions(db, ofApp.appId, chunk)));
    if (!areSameLegs(ofApp, now)) return false;
  }
  return true;
};

const load = async <Key, A>(
  session: SqlSession,
  db: Db,
  keys: readonly AggregateKeys[],
  keysOf: (ofApp: AggregateKeys) => readonly Key[],
  statement: (db: Db, appId: AppId, keys: readonly Key[]) => Promise<readonly A[]>,
): Promise<readonly A[]> => {
  const found: A[] = [];
  for (const ofApp of keys) {
    for (const chunk of session.chunks(keysOf(ofApp), 1)) found.push(...(await statement(db, ofApp.appId, chunk)));
  }
  return found;
};

const distinctById = <A extends { readonly id: string }>(items: readonly A[]): readonly A[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

const callKey = ({ appId, dialpadCallId }: Call): string => `${appId} ${dialpadCallId}`;
const voicemailKey = ({ appId, key }: Voicemail): string => `${appId} ${key}`;
const messageKey = ({ appId, dialpadMessageId }: Message): string => `${appId} ${dialpadMessageId}`;

/** Whether no two of the aggregates are the same thing. */
const isDistinct = ({ calls, voicemails, messages }: Commit): boolean =>
  [calls.map(callKey), voicemails.map(voicemailKey), messages.map(messageKey)].every(
    (keys) => new Set(keys).size === keys.length,
  );

const saveAll = async (session: SqlSession, db: Db, { calls, voicemails, messages }: Commit): Promise<boolean> => {
  const chunks = {
    calls: session.chunks(inLockingOrder(calls, callKey), CALL_VARIABLES),
    voicemails: session.chunks(inLockingOrder(voicemails, voicemailKey), VOICEMAIL_VARIABLES),
    messages: session.chunks(inLockingOrder(messages, messageKey), MESSAGE_VARIABLES),
  };
  const apps = [...calls, ...voicemails, ...messages].map(({ appId }) => appId);
  const countryOf = await countriesOf(session, db, apps);
  return (
    (await save(chunks.calls, 'calls', db, (_, chunk) => saveCalls(session, db, chunk, countryOf))) &&
    (await save(chunks.voicemails, 'voicemails', db, (_, chunk) => saveVoicemails(db, chunk, countryOf))) &&
    // After the voicemails, whose locks keep two transactions from a deadlock on the keys.
    (await saveKeys(session, db, voicemails)) &&
    (await save(chunks.messages, 'messages', db, (_, chunk) => saveMessages(db, chunk, countryOf)))
  );
};

/** False if some aggregate is no longer at the revision before the one to be kept. */
const save = async <A extends { readonly id: string; readonly revision: number }>(
  chunks: readonly (readonly A[])[],
  table: 'calls' | 'voicemails' | 'messages',
  db: Db,
  statement: (db: Db, items: readonly A[]) => Promise<number>,
): Promise<boolean> => {
  for (const chunk of chunks) {
    const later = chunk.filter((item) => item.revision > 1);
    // The upsert alone would insert a later revision even if no earlier one is stored.
    if ((await countKept(db, table, later)) !== later.length) return false;
    if ((await statement(db, chunk)) !== chunk.length) return false;
  }
  return true;
};

const countKept = async (
  db: Db,
  table: 'calls' | 'voicemails' | 'messages',
  items: readonly { readonly id: string }[],
): Promise<number> => {
  if (items.length === 0) return 0;
  const ids = items.map((item) => item.id);
  const { rows } = await COUNTS[table](db, ids);
  return Number(rows[0]?.total ?? 0);
};

const countIn = (table: 'calls' | 'voicemails' | 'messages') =>
  preparedQuery((db, ids: readonly string[]) =>
    db
      .selectFrom(table)
      .select((count) => count.fn.countAll().as('total'))
      .where(sql.ref('id'), 'in', ids),
  );

const COUNTS = { calls: countIn('calls'), voicemails: countIn('voicemails'), messages: countIn('messages') };
