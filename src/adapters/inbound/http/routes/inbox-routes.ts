import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { RetryEvent, RetryEvents } from '../../../../application/events/retry-events.js';
import type { Clock } from '../../../../application/ports/clock.js';
import { INBOX_STATUSES, type Inbox, oldestPendingSeconds } from '../../../../application/ports/inbox.js';
import { type InboxJournal, REPLAYABLE_STATUSES } from '../../../../application/ports/inbox-journal.js';
import { AppId, InboxId } from '../../../../domain/ids.js';
import { listAnswer, oneAnswer, successOf } from '../../../wire/answers.js';
import { JournalEntryJson, journalEntryToJson } from '../../../wire/journal-entry-json.js';
import { nullable } from '../../../wire/nullable.js';
import { oneOf } from '../../../wire/words.js';
import { decodeBody, decodeParam, decodeQuery } from '../decode.js';
import { problemOf } from '../problem.js';
import { pageOf, pageParameters, word } from '../query-codecs.js';
import { list, one, success } from '../reply.js';
import { type Handler, type Route, route } from '../route.js';

const EventsQuery = t.partial({ ...pageParameters, status: word(INBOX_STATUSES), app_id: AppId });
const RetryMany = t.intersection([
  t.type({ status: oneOf([...REPLAYABLE_STATUSES, 'unrouted']) }),
  t.partial({ app_id: AppId }),
]);

const RetryAnswer = successOf({ message: t.string, count: t.number });
const StatsJson = t.type({
  pending: t.number,
  processed: t.number,
  ignored: t.number,
  failed: t.number,
  unrouted: t.number,
  oldest_pending_seconds: nullable(t.number),
});

/** The inbox, for operators (contract §6). */
export const inboxRoutes = (deps: {
  readonly internal: (handle: Handler) => Handler;
  readonly inbox: Pick<Inbox, 'stats'>;
  readonly journal: InboxJournal;
  readonly retryEvent: RetryEvent;
  readonly retryEvents: RetryEvents;
  readonly clock: Clock;
}): readonly Route[] => {
  const listEvents: Handler = (request) =>
    pipe(
      TE.fromEither(decodeQuery(EventsQuery, request)),
      TE.chain(({ status, app_id: appId, ...paging }) => {
        const page = pageOf(paging);
        return pipe(
          deps.journal.list({ status, appId }, page),
          TE.bimap(problemOf, (listed) => list(listed, page, journalEntryToJson)),
        );
      }),
    );

  const stats: Handler = () => async () => {
    const read = await deps.inbox.stats();
    if (E.isLeft(read)) return E.left(problemOf(read.left));
    const oldest = oldestPendingSeconds(read.right, deps.clock.now());
    return E.right(one({ ...read.right.counts, oldest_pending_seconds: oldest }));
  };

  const retryOne: Handler = (request) =>
    pipe(
      TE.fromEither(decodeParam(InboxId, request, 'id')),
      TE.chain((id) =>
        pipe(
          deps.retryEvent(id),
          TE.bimap(problemOf, () => success({ message: 'The event is processed again.', count: 1 })),
        ),
      ),
    );

  const retryMany: Handler = (request) =>
    pipe(
      TE.fromEither(decodeBody(RetryMany, request)),
      TE.chain(({ status, app_id: appId }) =>
        pipe(
          deps.retryEvents({ status, appId }),
          TE.bimap(problemOf, (count) => success({ message: `${count} events are processed again.`, count })),
        ),
      ),
    );

  return [
    route('GET', '/internal/webhook-events', deps.internal(listEvents), {
      summary: 'Kept webhooks, newest first, and what became of each',
      tag: 'Inbox',
      access: 'internal',
      query: EventsQuery,
      answers: { 200: listAnswer(JournalEntryJson) },
    }),
    route('GET', '/internal/webhook-events/stats', deps.internal(stats), {
      summary: 'How many webhooks there are of each status, and how long the oldest pending one waits',
      tag: 'Inbox',
      access: 'internal',
      answers: { 200: oneAnswer(StatsJson) },
    }),
    route('POST', '/internal/webhook-events/retry', deps.internal(retryMany), {
      summary: 'Processes all webhooks of a status again; unrouted ones look for their app once more',
      tag: 'Inbox',
      access: 'internal',
      body: RetryMany,
      answers: { 200: RetryAnswer },
    }),
    route('POST', '/internal/webhook-events/:id/retry', deps.internal(retryOne), {
      summary: 'Processes one webhook again',
      tag: 'Inbox',
      access: 'internal',
      params: { id: InboxId },
      answers: { 200: RetryAnswer },
      failures: { 409: 'It is pending already, or it still cannot be told which app it is for.' },
    }),
  ];
};
