import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { CompiledQuery, type QueryExecutor } from 'kysely';
import type { SqlEngine } from '../../../../src/adapters/outbound/storage/sql/database.js';
import { sqlStorage } from '../../../../src/adapters/outbound/storage/sql/sql-storage.js';
import type { Storage } from '../../../../src/application/ports/storage.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, dialpadId, LARGEST_ID, NOON, nextId } from '../../../../src/testing/storage/samples.js';

/** A request to a storage. */
export type Request = (storage: Storage) => TaskEither<unknown, unknown>;

/** Past the end of an empty list, so that the total is counted as well. */
export const PAGE = { limit: 50, offset: 1 };

/** The page after a place in the middle of a list. */
export const NEXT_PAGE = { limit: 50, offset: 50, after: { at: NOON, id: nextId<never>() }, total: 100 };

/** The filters that lists of calls, messages and voicemails share. */
export const filters = {
  'no filter': {},
  'one number': { from: '5555550123' },
  'the other number': { to: '5555550123' },
  'Dialpad user': { dialpadUserId: LARGEST_ID },
};
/** Filters of calls that an index serves in the order of the list. */
export const callFilters = { ...filters, conversation: { conversationId: LARGEST_ID } };

/** Every request of the API that reads a table that grows. */
export const lists: Readonly<Record<string, Request>> = {
  'calls by status': ({ calls }) => calls.list(APP, { statuses: ['ringing', 'active'] }, PAGE),
  'calls by direction': ({ calls }) => calls.list(APP, { direction: 'inbound' }, PAGE),
  'calls by CRM user': ({ calls }) => calls.list(APP, { crmUserId: 'ann@example.com' }, PAGE),
  'calls by time': ({ calls }) => calls.list(APP, { startedAfter: NOON, startedBefore: NOON + 1 }, PAGE),
  'calls by conversation': ({ calls }) => calls.list(APP, callFilters.conversation, PAGE),
  'calls that have not changed for long': ({ calls }) => calls.stale(APP, NOON, 50),
  'messages by direction': ({ messages }) => messages.list(APP, { direction: 'inbound' }, PAGE),
  ...Object.fromEntries(
    Object.entries(filters).flatMap(([name, filter]) => [
      [`calls by ${name}`, ({ calls }: Storage) => calls.list(APP, filter, PAGE)],
      [`messages by ${name}`, ({ messages }: Storage) => messages.list(APP, filter, PAGE)],
      [`voicemails by ${name}`, ({ voicemails }: Storage) => voicemails.list(APP, filter, PAGE)],
    ]),
  ),
  'calls of a number on either side': ({ calls }) => calls.list(APP, { number: '5555550123' }, PAGE),
  'messages of a number on either side': ({ messages }) => messages.list(APP, { number: '5555550123' }, PAGE),
  'calls for statistics': ({ calls }) => calls.startedWithin(APP, { from: NOON, to: NOON + 1 }, null, 100),
  'contacts of numbers': ({ contacts }) => contacts.ofNumbers(APP, ['5555550123', '5555550124']),
  contacts: ({ contacts }) => contacts.list(APP, PAGE),
  mappings: ({ mappings }) => mappings.list(APP, PAGE),
  'a CRM user': ({ mappings }) => mappings.findByCrmUser(APP, 'ann@example.com'),
  'an audit': ({ apiKeys }) => apiKeys.audit(APP, PAGE, 'newest-first'),
  events: ({ events }) => events.read(APP, 5, 10),
  'the events of a call': ({ events }) => events.ofCall(APP, nextId(), PAGE),
  'the webhooks of a call': ({ journal }) => journal.list({ appId: APP, orderKey: '5' }, PAGE),
  'a call': ({ calls }) => calls.find(APP, nextId()),
  'a key': ({ apiKeys }) => apiKeys.findByHash('hash'),
  'a record of an app': ({ records }) => records.find(APP, 'connection'),
  organisations: ({ apps }) => apps.findByOrganization([dialpadId(1), dialpadId(2)]),
  aggregates: ({ aggregates }) =>
    aggregates.load([
      {
        appId: APP,
        calls: [dialpadId(1), dialpadId(2)],
        voicemails: [`call:${dialpadId(1)}`],
        messages: [dialpadId(1)],
      },
    ]),
};

/** The next page of every list, by what it is filtered by. */
export const nextPages: Readonly<Record<string, Request>> = {
  ...Object.fromEntries(
    Object.entries(filters).flatMap(([name, filter]) => [
      [`calls by ${name}`, ({ calls }: Storage) => calls.list(APP, filter, NEXT_PAGE)],
      [`messages by ${name}`, ({ messages }: Storage) => messages.list(APP, filter, NEXT_PAGE)],
      [`voicemails by ${name}`, ({ voicemails }: Storage) => voicemails.list(APP, filter, NEXT_PAGE)],
    ]),
  ),
  'calls by status': ({ calls }) => calls.list(APP, { statuses: ['ended'] }, NEXT_PAGE),
  'calls by direction': ({ calls }) => calls.list(APP, { direction: 'inbound' }, NEXT_PAGE),
  'calls by conversation': ({ calls }) => calls.list(APP, callFilters.conversation, NEXT_PAGE),
  'calls by two filters': ({ calls }) => calls.list(APP, { statuses: ['ended'], direction: 'inbound' }, NEXT_PAGE),
  'messages by direction': ({ messages }) => messages.list(APP, { direction: 'inbound' }, NEXT_PAGE),
  'the inbox': ({ journal }) => journal.list({}, NEXT_PAGE),
  'the inbox by app': ({ journal }) => journal.list({ appId: APP }, NEXT_PAGE),
  'the inbox by app and status': ({ journal }) => journal.list({ appId: APP, status: 'processed' }, NEXT_PAGE),
  'the events of a call': ({ events }) => events.ofCall(APP, nextId(), NEXT_PAGE),
  'the inbox by call': ({ journal }) => journal.list({ appId: APP, orderKey: '5' }, NEXT_PAGE),
  'the failed inbox': ({ journal }) => journal.list({ status: 'failed' }, NEXT_PAGE),
  contacts: ({ contacts }) => contacts.list(APP, NEXT_PAGE),
  'calls for statistics': ({ calls }) =>
    calls.startedWithin(APP, { from: NOON - 1, to: NOON + 1 }, { at: NOON, id: nextId() }, 100),
  mappings: ({ mappings }) => mappings.list(APP, NEXT_PAGE),
  'the newest of an audit': ({ apiKeys }) => apiKeys.audit(APP, NEXT_PAGE, 'newest-first'),
  'the oldest of an audit': ({ apiKeys }) => apiKeys.audit(APP, NEXT_PAGE, 'oldest-first'),
};

/** The statements that a request sends to an engine. */
export const statementsOf = async (engine: SqlEngine, request: Request): Promise<readonly CompiledQuery[]> => {
  const statements: CompiledQuery[] = [];
  // A plugin that changes nothing gives the copy of the database an executor of its own.
  const db = engine.db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => result,
  });
  record(db.getExecutor(), statements);
  await rightOf(request(sqlStorage({ ...engine, db })));
  return statements;
};

/** Adds each statement that is sent through the executor, also within a transaction. */
const record = (executor: QueryExecutor, statements: CompiledQuery[]): QueryExecutor => {
  const execute = executor.executeQuery.bind(executor);
  const within = executor.withConnectionProvider.bind(executor);
  return Object.assign(executor, {
    executeQuery: ((query, ...rest) => {
      statements.push(query);
      return execute(query, ...rest);
    }) as QueryExecutor['executeQuery'],
    withConnectionProvider: ((provider) => record(within(provider), statements)) as typeof within,
  });
};

/** The statement that asks an engine for the plan of another. */
export const explained = (explain: string, { sql, parameters }: CompiledQuery): CompiledQuery =>
  CompiledQuery.raw(`${explain} ${sql}`, [...parameters]);
