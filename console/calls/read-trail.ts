import type { Outcome } from '../admin/api/client.js';
import { parseExact } from '../admin/logic/exact-json.js';
import { apiKey, leaveApp } from '../session.js';

/** What a call told, and what it is made from. Numbers keep all their digits, which the client's own JSON would round. */
export type Trail = readonly Readonly<Record<string, unknown>>[];

/** Entries that are shown of each. */
const MOST = 50;

interface Answer {
  readonly data?: Trail;
  readonly message?: string;
}

/** Reads the events of a call, or its webhooks. A key that is not accepted ends the session. */
export const readTrail = async (callId: string, what: 'events' | 'webhooks'): Promise<Outcome<Trail>> => {
  const key = apiKey.value ?? '';
  const path = `/api/calls/${encodeURIComponent(callId)}/${what}?limit=${MOST}`;
  const answer = await fetch(path, { headers: { 'x-app-api-key': key } }).catch(() => null);
  if (answer === null) return failed(0, 'The server does not answer.');
  const { data, message } = read(await answer.text().catch(() => ''));
  if (answer.ok && data !== undefined) return { ok: true, value: data };
  const said = message ?? `The server answered ${answer.status}.`;
  if ((answer.status === 401 || answer.status === 403) && apiKey.value === key) leaveApp(said);
  return failed(answer.status, said);
};

const failed = (status: number, message: string): Outcome<never> => ({ ok: false, failure: { status, message } });

const read = (text: string): Answer => {
  try {
    return parseExact(text) as Answer;
  } catch {
    return {};
  }
};
