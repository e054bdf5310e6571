import { CtiError } from '../cti-error.js';
import { fieldsIn } from '../json-fields.js';
import type { AnswerLike } from '../platform.js';
import { secondsOfRetryAfter } from '../retry-after.js';
import { endOf, type LinkEnd, LOST } from './link.js';

type TicketAnswer = Pick<AnswerLike, 'ok' | 'status' | 'headers' | 'text'>;

/**
 * Asks the caller's own server for a ticket. May answer with the ticket, with `{ ticket }`, or with the response of `fetch` as it is, in
 * which the client reads the ticket or the refusal.
 */
export type GetTicket = () => Promise<string | { readonly ticket: string } | TicketAnswer>;

/** A ticket. Rejects with what `getTicket` rejected with, or with a `CtiError`. */
export const askForTicket = async (getTicket: GetTicket): Promise<string> => {
  const got = await getTicket();
  const ticket = isAnswer(got) ? await ticketIn(got) : typeof got === 'string' ? got : Object(got).ticket;
  if (typeof ticket === 'string' && ticket !== '') return ticket;
  throw new Error('there is no ticket in what getTicket was answered');
};

const isAnswer = (got: Awaited<ReturnType<GetTicket>>): got is TicketAnswer => typeof Object(got).text === 'function';

const ticketIn = async (answer: TicketAnswer): Promise<unknown> => {
  const text = await answer.text();
  if (answer.ok) return fieldsIn(text).ticket;
  throw new CtiError(`no ticket: the answer was ${answer.status}`, {
    ...{ status: answer.status, details: [], requestId: null },
    retryAfter: secondsOfRetryAfter(answer.headers.get('retry-after'), Date.now()),
  });
};

/**
 * What it means for the stream that there is no ticket. An error with a `status` of 401 or 403 is a refusal: the user is not signed in
 * any more, or the key has ended. Anything else passes.
 */
export const endWithoutTicket = (error: unknown): LinkEnd => {
  const { status, retryAfter } = statusOf(error);
  const why = error instanceof Error ? error.message : 'no ticket';
  return endOf(status === 401 || status === 403 ? 4000 + status : LOST, why, retryAfter * 1000);
};

/** Some libraries put the status into a `response` of their error. */
const statusOf = (error: unknown): { readonly status: number; readonly retryAfter: number } => {
  const { status, response, retryAfter } = Object(error);
  return { status: Number(status ?? Object(response).status), retryAfter: Number(retryAfter) || 0 };
};
