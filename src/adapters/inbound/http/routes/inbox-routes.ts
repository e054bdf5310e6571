import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { RetryEvent, RetryEvents } from '../../../../application/events/retry-events.js';
import type { Clock } from '../../../../application/ports/clock.js';
import { INBOX_STATUSES, type Inbox, oldestPendingSeconds } from '../../../../application/ports/inbox.js';
import { type InboxJournal, REPLAYABLE_STATUSES } from '../../../../application/ports/inbox-journal.js';
import { AppId, InboxId } from '../../../../domain/ids.js';
import { listAnswer, oneAnswer, successOf } from '../../../wire/answers.js';
import { JournalEntryJson, journalEntryToText } from '../../../wire/journal-entry-json.js';
import { nullable } from '../../../wire/nullable.js';
import { oneOf } from '../../../wire/words.js';
import type { Audited } from '../audited.js';
import { decodeBody, decodeParam, decodeQuery } from '../decode.js';
import { listReply } from '../list-reply.js';
import { problem, problemOf } from '../problem.js';
import { pageParameters, word } from '../query-codecs.js';
import { one, oneAsText, success } from '../reply.js';
import { type Handler, type OperationDoc, type Route, route } from '../route.js';

const EventsQuery = t.partial({ ...pageParameters, status: word(INBOX_STATUSES), app_id: AppId });
const RetryMany = t.intersection([
  t.type({ status: oneOf([...REPLAYABLE_STATUSES, 'unrouted']) }),
  t.partial({ app_id: AppId }),
]);

const INBOX = { tag: 'Inbox', access: 'internal' } as const;
const RETRIED = { 200: successOf({ message: t.string, count: t.number }) };
const LIST: OperationDoc = {
  ...INBOX,
  summary: 'Received webhooks, newest first, and the status of each',
  query: EventsQuery,
  answers: { 200: listAnswer(JournalEntryJson) },
};
const STATS: OperationDoc = {
  ...INBOX,
  summary: 'The number of webhooks by status, and the age of the oldest pending one',
  answers: {
    200: oneAnswer(
      t.type({
        pending: t.number,
        processed: t.number,
        ignored: t.number,
        failed: t.number,
        unrouted: t.number,
        oldest_pending_seconds: nullable(t.number),
      }),
    ),
  },
};
const FIND: OperationDoc = {
  ...INBOX,
  summary: 'One received webhook, with its payload',
  params: { id: InboxId },
  answers: { 200: oneAnswer(JournalEntryJson) },
};
const RETRY_MANY: OperationDoc = {
  ...INBOX,
  summary: 'Processes all webhooks of a status again; for unrouted ones the server looks for their app again',
  body: RetryMany,
  answers: RETRIED,
};
const RETRY_ONE: OperationDoc = {
  ...INBOX,
  summary: 'Processes one webhook again',
  params: { id: InboxId },
  answers: RETRIED,
  failures: { 409: 'The webhook is pending already, or the server still cannot tell which app it is for.' },
};

interface Deps {
  readonly internal: (handle: Handler) => Handler;
  readonly audited: Audited;
  readonly inbox: Pick<Inbox, 'stats'>;
  readonly journal: InboxJournal;
  readonly retryEvent: RetryEvent;
  readonly retryEvents: RetryEvents;
  readonly clock: Clock;
}

/** The inbox, for operators (contract §6). */
export const inboxRoutes = (deps: Deps): readonly Route[] => {
  const path = '/internal/webhook-events';
  return [
    route('GET', path, deps.internal(listEvents(deps)), LIST),
    route('GET', `${path}/stats`, deps.internal(stats(deps)), STATS),
    route('GET', `${path}/:id`, deps.internal(findEvent(deps)), FIND),
    route('POST', `${path}/retry`, deps.audited('inbox.replayed')(retryMany(deps)), RETRY_MANY),
    route('POST', `${path}/:id/retry`, deps.audited('inbox.replayed')(retryOne(deps)), RETRY_ONE),
  ];
};

const listEvents =
  ({ journal }: Deps): Handler =>
  (request) =>
    pipe(
      TE.fromEither(decodeQuery(EventsQuery, request)),
      TE.chain(({ status, app_id: appId, ...paging }) =>
        listReply(request, paging, (page) => journal.list({ status, appId }, page), {
          owner: 'server',
          toText: journalEntryToText,
        }),
      ),
    );

const findEvent =
  ({ journal }: Deps): Handler =>
  (request) =>
    pipe(
      TE.fromEither(decodeParam(InboxId, request, 'id')),
      TE.chain((id) => pipe(journal.find(id), TE.mapLeft(problemOf))),
      TE.chain(TE.fromOption(() => problem(404, 'There is no such webhook.'))),
      TE.map((entry) => oneAsText(journalEntryToText(entry))),
    );

const stats =
  ({ inbox, clock }: Deps): Handler =>
  () =>
    pipe(
      inbox.stats,
      TE.bimap(problemOf, (read) =>
        one({ ...read.counts, oldest_pending_seconds: oldestPendingSeconds(read, clock.now()) }),
      ),
    );

const HAD_BEFORE = 'The event is not processed again: its app has had it already.';

const retryOne =
  ({ retryEvent }: Deps): Handler =>
  (request) =>
    pipe(
      TE.fromEither(decodeParam(InboxId, request, 'id')),
      TE.chain((id) => pipe(retryEvent(id), TE.mapLeft(problemOf))),
      TE.map((count) => success({ message: count > 0 ? 'The event is processed again.' : HAD_BEFORE, count })),
    );

const retryMany =
  ({ retryEvents }: Deps): Handler =>
  (request) =>
    pipe(
      decodeBody(RetryMany, request),
      TE.chain(({ status, app_id: appId }) =>
        pipe(
          retryEvents({ status, appId }),
          TE.bimap(problemOf, (count) => ({
            ...success({
              message: count === 1 ? 'One event is processed again.' : `${count} events are processed again.`,
              count,
            }),
            subject: { appId: appId ?? null, count },
          })),
        ),
      ),
    );
