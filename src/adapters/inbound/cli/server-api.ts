import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { type CommandContext, type CommandError, commandError } from './command-context.js';

/** A running server, asked as its administrator. */
export interface ServerApi {
  /** Asks for something under `/internal`; the left has the server's own words. */
  readonly ask: (method: string, path: string, body?: unknown) => TE.TaskEither<CommandError, Answer>;
  /** The app that an id or a name stands for. */
  readonly app: (idOrName: string) => TE.TaskEither<CommandError, { readonly id: string; readonly name: string }>;
}

/** The body of an answer. */
export type Answer = Readonly<Record<string, unknown>>;

/** What a command needs of the environment: its own variables, those of `.env`, and the secrets that a sandbox made. */
export const variablesOf = async ({
  env,
  cwd,
}: Pick<CommandContext, 'env' | 'cwd'>): Promise<CommandContext['env']> => {
  const dotEnv = await read(join(cwd, '.env'));
  const dataDir = env.DATA_DIR ?? dotEnv.DATA_DIR ?? 'data';
  return { ...(await read(join(cwd, dataDir, 'sandbox.env'))), ...dotEnv, ...env };
};

const read = async (file: string): Promise<CommandContext['env']> => {
  try {
    return parse(await readFile(file));
  } catch {
    // There is none, or it is another user's: what is missing is named where it is needed.
    return {};
  }
};

export const urlOf = (variables: CommandContext['env'], url: string | undefined): string =>
  (url ?? `http://localhost:${variables.PORT ?? '4000'}`).replace(/\/+$/, '');

const TIMEOUT_MS = 30_000;

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
      () => commandError(`There is no server at ${url}: start it with cti start, or name another with --url.`),
    )();
    if (E.isLeft(answered)) return answered;
    const answer = await bodyOf(answered.right);
    if (answered.right.ok) return E.right(answer);
    const said = typeof answer.message === 'string' ? answer.message : `The server answered ${answered.right.status}.`;
    return E.left(commandError(said));
  };
  return { ask, app: (idOrName) => appIn(ask, idOrName) };
};

const bodyOf = async (response: Response): Promise<Answer> => {
  try {
    const body: unknown = JSON.parse(await response.text());
    return t.UnknownRecord.is(body) ? body : {};
  } catch {
    return {};
  }
};

const Apps = t.readonlyArray(t.type({ id: t.string, name: t.string }));
const UUID = /^[0-9a-f-]{36}$/i;
const PAGE = 100;

/** An id is taken as it is; a name has to be that of one app. */
const appIn =
  (ask: ServerApi['ask'], idOrName: string): ReturnType<ServerApi['app']> =>
  async () => {
    if (UUID.test(idOrName)) return E.right({ id: idOrName, name: idOrName });
    const found: { id: string; name: string }[] = [];
    for (let cursor = ''; ; ) {
      const page = await ask('GET', `/internal/apps?limit=${PAGE}${cursor === '' ? '' : `&cursor=${cursor}`}`)();
      if (E.isLeft(page)) return page;
      const apps = Apps.is(page.right.data) ? page.right.data : [];
      found.push(...apps.filter((one) => one.name === idOrName));
      const { pagination } = page.right;
      const next = t.UnknownRecord.is(pagination) ? pagination.next_cursor : null;
      if (typeof next !== 'string') break;
      cursor = next;
    }
    const [app, another] = found;
    if (app === undefined)
      return E.left(commandError(`There is no app ${idOrName}: cti apps list shows those there are.`));
    return another === undefined
      ? E.right(app)
      : E.left(commandError(`Several apps are named ${idOrName}: name one by its id, which cti apps list shows.`));
  };
