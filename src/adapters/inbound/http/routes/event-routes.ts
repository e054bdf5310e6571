import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { EventLog } from '../../../../application/ports/event-log.js';
import { type IssueTicket, TICKET_SECONDS } from '../../../../application/tenants/tickets.js';
import type { KeyAccess } from '../../../../domain/app/key-access.js';
import { successOf } from '../../../wire/answers.js';
import { EventJson, eventToJson } from '../../../wire/event-json.js';
import { decodeQuery } from '../decode.js';
import { problemOf } from '../problem.js';
import { wholeNumber } from '../query-codecs.js';
import { success } from '../reply.js';
import { type Handler, type HandlerFor, type Route, route } from '../route.js';

const MAX_EVENTS = 1000;
const USUAL_EVENTS = 100;
const EventsQuery = t.partial({
  after: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  limit: wholeNumber(1, MAX_EVENTS),
});

const EventsAnswer = successOf({
  stream: t.string,
  seq: t.number,
  reset: t.boolean,
  data: t.array(EventJson),
  has_more: t.boolean,
});

/** The event stream without a socket, and the tickets with which a browser opens one (contract §5). */
export const eventRoutes = (deps: {
  readonly guarded: (handle: HandlerFor<KeyAccess>) => Handler;
  readonly events: EventLog;
  readonly issueTicket: IssueTicket;
}): readonly Route[] => {
  const { guarded } = deps;

  const catchUp: HandlerFor<KeyAccess> =
    (request, { appId }) =>
    async () => {
      const query = decodeQuery(EventsQuery, request);
      if (E.isLeft(query)) return query;
      const { after = 0, limit = USUAL_EVENTS } = query.right;

      const position = await deps.events.position(appId)();
      if (E.isLeft(position)) return E.left(problemOf(position.left));
      const { stream, seq } = position.right;
      const read = await deps.events.read(appId, after, limit)();
      if (E.isLeft(read)) return E.left(problemOf(read.left));

      const [first] = read.right;
      // Older than what is kept, or beyond the newest: the state has to be read afresh (contract §7).
      const reset = first === undefined ? after !== seq && after > 0 : first.seq !== after + 1;
      const last = read.right.at(-1)?.seq ?? after;
      return E.right(
        success({ stream, seq, reset, data: read.right.map(eventToJson), has_more: last < seq && !reset }),
      );
    };

  const issue: HandlerFor<KeyAccess> = (_request, access) =>
    pipe(
      deps.issueTicket(access),
      TE.bimap(problemOf, (ticket) => success({ ticket, expires_in: TICKET_SECONDS }, 201)),
    );

  return [
    route('GET', '/api/events', guarded(catchUp), {
      summary: 'The stream of events after one, oldest first',
      tag: 'Events',
      access: 'app',
      query: EventsQuery,
      answers: { 200: EventsAnswer },
    }),
    route('POST', '/api/ws-tickets', guarded(issue), {
      summary: 'A ticket that opens one connection within a minute, so that a browser never holds the key',
      tag: 'Events',
      access: 'app',
      answers: { 201: successOf({ ticket: t.string, expires_in: t.number }) },
    }),
  ];
};
