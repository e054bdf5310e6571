import { parseExact } from '../logic/exact-json.js';
import { internalSecret, signOut } from '../session.js';
import type { App, Listed, Pagination } from './model.js';

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
  return answer.ok && read !== null ? { ok: true, value: read as A } : refusalOf(answer.status, text, secret);
};

/** Why the server refused, from the text of its answer. A secret that is not accepted ends the session. */
export const refusalOf = (
  status: number,
  text: string,
  secret: string | null = internalSecret.value,
): { readonly ok: false; readonly failure: Failure } => {
  const { message } = (parsed(text) ?? {}) as Envelope;
  const said = typeof message === 'string' ? message : `The server answered ${status}.`;
  if (isSecretRefused(status, said) && secret === internalSecret.value) signOut(said);
  return { ok: false, failure: { status, message: said } };
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

/** Reads a list page by page, at least one, until its items are `enough` or it ends; the items before it are in front. */
export const getUntil = async <A>(
  path: string,
  query: Readonly<Record<string, string | null>>,
  enough: (items: readonly A[]) => boolean,
  before: Listed<A> | null = null,
): Promise<Outcome<Listed<A>>> => {
  let list = await getPage<A>(path, query, before);
  while (list.ok && list.value.next !== null && !enough(list.value.items)) {
    list = await getPage<A>(path, query, list.value);
  }
  return list;
};

/** Apps that one can choose from. */
const MAX_APPS = 1_000;

/** The apps of the server, oldest first. */
export const getApps = (): Promise<Outcome<Listed<App>>> =>
  getUntil<App>('/internal/apps', { limit: '100' }, ({ length }) => length >= MAX_APPS);
