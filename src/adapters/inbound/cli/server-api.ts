import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { type CommandContext, type CommandError, commandError, reasonOf } from './command-context.js';

/** A running server, asked as its administrator. */
export interface ServerApi {
  /** Asks for something under `/internal`; the left has the server's own words. */
  readonly ask: (method: string, path: string, body?: unknown) => TE.TaskEither<CommandError, Answer>;
  /** The first `limit` items of a list, page by page. */
  readonly list: (
    path: string,
    query: Readonly<Record<string, string>>,
    limit: number,
  ) => TE.TaskEither<CommandError, Items>;
  /** The app that an id or a name stands for. */
  readonly app: (idOrName: string) => TE.TaskEither<CommandError, { readonly id: string; readonly name: string }>;
}

/** The body of an answer. */
export type Answer = Readonly<Record<string, unknown>>;

/** The server that the variables name, unless one is given. */
export const urlOf = (variables: CommandContext['env'], url: string | undefined): string =>
  (url ?? `http://localhost:${variables.PORT ?? '4000'}`).replace(/\/+$/, '');

const TIMEOUT_MS = 30_000;

export interface Items {
  readonly items: readonly unknown[];
  /** How many there are, as far as the server counts. */
  readonly total: number;
}

/** The server at an address, by the internal secret that the environment, `.env` or `sandbox.env` has. */
export const serverApi = (url: string, secret: string): ServerApi => {
  const ask: ServerApi['ask'] = (method, path, body) => async () => {
    const answered = await TE.tryCatch(
      () =>
        fetch(`${url}${path}`, {
          method,
          headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
          signal: AbortSignal.timeout(TIMEOUT_MS),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      (thrown) => unreached(url, thrown),
    )();
    if (E.isLeft(answered)) return answered;
    const { ok, status } = answered.right;
    const answer = await bodyOf(answered.right);
    if (ok && answer !== null) return E.right(answer);
    return E.left(
      commandError(
        !ok && typeof answer?.message === 'string'
          ? answer.message
          : `What answers at ${url} is no cti-server (${status}): name another address with --url.`,
      ),
    );
  };
  const list = listBy(ask);
  return { ask, list, app: (idOrName) => appIn(list, idOrName) };
};

/** Why no answer came. */
const unreached = (url: string, thrown: unknown): CommandError => {
  if (thrown instanceof Error && thrown.name === 'TimeoutError') {
    return commandError(`The server at ${url} does not answer within ${TIMEOUT_MS / 1000} s.`);
  }
  // Of a name with several addresses it is one error for all, which has a code alone.
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ECONNREFUSED') {
    return commandError(`There is no server at ${url}: start it with cti start, or name another with --url.`);
  }
  const reason = code.startsWith('ERR_SSL') ? 'it speaks no HTTPS' : reasonOf(cause) || code;
  return commandError(`${url} cannot be reached (${reason}): name the address of the server with --url.`);
};

/** Null for what is no JSON object. */
const bodyOf = async (response: Response): Promise<Answer | null> => {
  try {
    const body: unknown = JSON.parse(await response.text());
    return t.UnknownRecord.is(body) ? body : null;
  } catch {
    return null;
  }
};

/** The longest page that the server gives. */
const PAGE = 100;
const Page = t.type({
  data: t.readonlyArray(t.unknown),
  pagination: t.type({ total: t.number, next_cursor: t.union([t.string, t.null]) }),
});

const listBy =
  (ask: ServerApi['ask']): ServerApi['list'] =>
  (path, query, limit) =>
  async () => {
    const items: unknown[] = [];
    let cursor: string | null = null;
    for (;;) {
      const asked: URLSearchParams = new URLSearchParams({
        ...query,
        limit: String(Math.min(PAGE, limit - items.length)),
      });
      if (cursor !== null) asked.set('cursor', cursor);
      const answered = await ask('GET', `${path}?${asked}`)();
      if (E.isLeft(answered)) return answered;
      if (!Page.is(answered.right))
        return E.left(commandError('The server answers what is no list: is it a cti-server?'));
      const { data, pagination } = answered.right;
      items.push(...data);
      cursor = pagination.next_cursor;
      if (cursor === null || items.length >= limit) return E.right({ items, total: pagination.total });
    }
  };

const App = t.type({ id: t.string, name: t.string });
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** More are not looked through for a name: they are named by their ids. */
const MAX_APPS = 5_000;

/** An id is taken as it is; a name has to be that of one app. */
const appIn =
  (list: ServerApi['list'], idOrName: string): ReturnType<ServerApi['app']> =>
  async () => {
    if (UUID.test(idOrName)) return E.right({ id: idOrName, name: idOrName });
    const listed = await list('/internal/apps', {}, MAX_APPS)();
    if (E.isLeft(listed)) return listed;
    const [app, another] = listed.right.items.filter(App.is).filter(({ name }) => name === idOrName);
    if (app === undefined)
      return E.left(commandError(`There is no app ${idOrName}: cti apps list shows those there are.`));
    return another === undefined
      ? E.right(app)
      : E.left(commandError(`Several apps are named ${idOrName}: name one by its id, which cti apps list shows.`));
  };
