import * as t from 'io-ts';
import { TextQuery, wholeNumber } from '../../http/query-codecs.js';
import type { Operation } from '../../http/route.js';
import { SUBPROTOCOL } from '../stream-request.js';

/** The description of the event stream for the OpenAPI document. */
export const eventStreamOperation: Operation = {
  method: 'GET',
  path: '/api/events/stream',
  doc: {
    summary: 'The event stream as Server-Sent Events; `last-event-id` or `since` resumes it',
    tag: 'Events',
    access: 'app',
    query: t.partial({
      since: wholeNumber(0, Number.MAX_SAFE_INTEGER),
      stream: TextQuery,
      events: TextQuery,
      crm_user: TextQuery,
      api_key: TextQuery,
      ticket: TextQuery,
      protocol: t.literal(SUBPROTOCOL),
    }),
    contentType: 'text/event-stream',
    answers: { 200: t.string },
  },
};
