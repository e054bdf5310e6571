import { parseExact } from '../logic/exact-json.js';
import { internalSecret, signOut } from '../session.js';
import type { Listed, Pagination } from './model.js';

/** Why a request was not carried out, in the words of the server. */
export interface Failure {
  /** 0 if there was no answer. */
  readonly status: number;
  readonly message: string;
}

/** What came of a request. */
export type Outcome<A> = { readonly ok: true; readonly value: A } | { readonly ok: false; readonly failure: Failure };

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** What every answer has, whatever it is about. */
interface Envelope {
  readonly message?: unknown;
}

const UNREACHABLE: Failure = {
  status: 0,
  message: 'The server does not answer. Is it running, and can this browser reach it?',
};

/** Sends a request as an administrator. A secret that is not accepted ends the session. `secret` is used in its stead while signing in. */
export const send = async <A>(
  method: Method,
  path: string,
  body?: unknown,
  secret: string | null = internalSecret.value,
): Promise<Outcome<A>> => {
  const answer = await fetch(path, {
    method,
    headers: {
      ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => null);
  if (answer === null) return { ok: false, failure: UNREACHABLE };
  const text = await answer.text().catch(() => '');
  const read = parsed(text);
  if (answer.ok && read !== null) return { ok: true, value: read as A };
  const { message } = (read ?? {}) as Envelope;
  const said = typeof message === 'string' ? message : `The server answered ${answer.status}.`;
  if (isSecretRefused(answer.status, said) && secret === internalSecret.value) signOut(said);
  return { ok: false, failure: { status: answer.status, message: said } };
};

/** Other reasons for a 403 leave the session as it is. */
const isSecretRefused = (status: number, message: string): boolean =>
  status === 401 || (status === 403 && message.includes('internal secret'));

const parsed = (text: string): unknown => {
  try {
    return parseExact(text);
  } catch {
    return null;
  }
};

interface DataOf<A> {
  readonly data: A;
}

/** Reads what stands under `data`. */
export const getData = async <A>(path: string): Promise<Outcome<A>> => {
  const answer = await send<DataOf<A>>('GET', path);
  return answer.ok ? { ok: true, value: answer.value.data } : answer;
};

/** The same, or null where there is none. */
export const getIfThere = async <A>(path: string): Promise<Outcome<A | null>> => {
  const answer = await getData<A>(path);
  return !answer.ok && answer.failure.status === 404 ? { ok: true, value: null } : answer;
};

/** Reads a page of a list, with the items before it in front. */
export const getPage = async <A>(
  path: string,
  query: Readonly<Record<string, string | null>>,
  before: Listed<A> | null = null,
): Promise<Outcome<Listed<A>>> => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null && value !== '') parameters.set(name, value);
  if (before?.next != null) parameters.set('cursor', before.next);
  const answer = await send<DataOf<readonly A[]> & { readonly pagination: Pagination }>('GET', `${path}?${parameters}`);
  if (!answer.ok) return answer;
  const { data, pagination } = answer.value;
  const items = [...(before?.items ?? []), ...data];
  return {
    ok: true,
    value: { items, total: pagination.total, next: pagination.has_more ? pagination.next_cursor : null },
  };
};
