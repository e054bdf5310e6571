import { CtiError } from '../cti-error.js';
import type { AnswerLike } from '../platform.js';
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
  if (typeof got === 'string') return got;
  if ('ticket' in got) return got.ticket;
  const text = await got.text();
  if (got.ok) return ticketIn(text);
  throw new CtiError(`no ticket: the answer was ${got.status}`, {
    ...{ status: got.status, details: [], requestId: null },
    retryAfter: Number(got.headers.get('retry-after')),
  });
};

const ticketIn = (text: string): string => {
  const { ticket } = JSON.parse(text);
  return String(ticket);
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

const statusOf = (error: unknown): { readonly status: number; readonly retryAfter: number } => {
  const { status = 0, retryAfter = 0 } =
    typeof error === 'object' && error !== null ? ({ ...error } as Record<string, unknown>) : {};
  return { status: Number(status), retryAfter: Number(retryAfter) || 0 };
};
