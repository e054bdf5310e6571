import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { EventLog, StreamPosition } from '../../../../application/ports/event-log.js';
import { type IssueTicket, TICKET_SECONDS } from '../../../../application/tenants/tickets.js';
import type { KeyAccess } from '../../../../domain/app/key-access.js';
import type { AppEvent } from '../../../../domain/event/app-event.js';
import { successOf } from '../../../wire/answers.js';
import { EventJson, eventToText } from '../../../wire/event-json.js';
import { decodeQuery } from '../decode.js';
import { problemOf } from '../problem.js';
import { wholeNumber } from '../query-codecs.js';
import { jsonReply, success } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

const MAX_EVENTS = 100;
const EventsQuery = t.partial({
  after: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  limit: wholeNumber(1, MAX_EVENTS),
});

const READ: OperationDoc = {
  summary: 'The events of the stream after one, oldest first',
  tag: 'Events',
  access: 'app',
  query: EventsQuery,
  answers: {
    200: successOf({
      stream: t.string,
      seq: t.number,
      reset: t.boolean,
      data: t.array(EventJson),
      has_more: t.boolean,
    }),
  },
};
const ISSUE_TICKET: OperationDoc = {
  summary: 'A ticket that opens one connection within a minute, so that a browser never holds the key',
  tag: 'Events',
  access: 'app',
  answers: { 201: successOf({ ticket: t.string, expires_in: t.number }) },
};

interface Deps {
  readonly guarded: (handle: HandlerFor<KeyAccess>) => Handler;
  readonly events: EventLog;
  readonly issueTicket: IssueTicket;
}

/** The event stream over REST, and the tickets with which a browser opens a connection (contract §5). */
export const eventRoutes = (deps: Deps): readonly Route[] => [
  route('GET', '/api/events', deps.guarded(read(deps)), READ),
  route('POST', '/api/ws-tickets', deps.guarded(issue(deps)), ISSUE_TICKET),
];

const read =
  ({ events }: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
  async () => {
    const query = decodeQuery(EventsQuery, request);
    if (E.isLeft(query)) return query;
    const { after = 0, limit = MAX_EVENTS } = query.right;
    const position = await events.position(appId)();
    if (E.isLeft(position)) return E.left(problemOf(position.left));
    const found = await events.read(appId, after, limit)();
    if (E.isLeft(found)) return E.left(problemOf(found.left));
    return E.right(jsonReply(streamPage(position.right, after, found.right)));
  };

const streamPage = ({ stream, seq }: StreamPosition, after: number, events: readonly AppEvent[]): string => {
  const [first] = events;
  // Events after `after` were pruned, or `after` is ahead of the stream: the client has to read the state afresh (contract §7).
  const reset = first === undefined ? after !== seq && after > 0 : first.seq !== after + 1;
  const last = events.at(-1)?.seq ?? after;
  const data = events.map(eventToText).join();
  const hasMore = last < seq && !reset;
  return `{"success":true,"stream":${JSON.stringify(stream)},"seq":${seq},"reset":${reset},"data":[${data}],"has_more":${hasMore}}`;
};

const issue =
  ({ issueTicket }: Deps): HandlerFor<KeyAccess> =>
  (_request, access) =>
    pipe(
      issueTicket(access),
      TE.bimap(problemOf, (ticket) => success({ ticket, expires_in: TICKET_SECONDS }, 201)),
    );
