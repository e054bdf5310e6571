import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { complaintOfLimit, limitIn, limitOption, moreOf } from './limit-option.js';
import type { Answer, ServerApi } from './server-api.js';
import type { ServerCommand, Shown } from './server-command.js';

const App = t.type({ id: t.string, name: t.string, is_active: t.boolean, created_at: t.string });

const rowsOf = (data: unknown): readonly (readonly unknown[])[] =>
  (Array.isArray(data) ? data : [data]).filter(App.is).map((app) => [app.id, app.name, app.is_active, app.created_at]);

const shownApps = ({ data }: Answer): Shown => ({
  json: data,
  table: {
    head: ['ID', 'NAME', 'ACTIVE', 'CREATED'],
    rows: rowsOf(data),
    colours: { ACTIVE: { yes: 'green', no: 'yellow' } },
    empty: 'There are no apps yet: cti apps create <name> makes one.',
  },
});

const change =
  (body: (args: readonly string[]) => unknown): ServerCommand['run'] =>
  (api, [app = '', ...args]) =>
    pipe(
      api.app(app),
      TE.chain(({ id }) => api.ask('PATCH', `/internal/apps/${id}`, body(args))),
      TE.map(shownApps),
    );

const create = (api: ServerApi, [name]: readonly string[]) =>
  pipe(
    api.ask('POST', '/internal/apps', { name }),
    TE.map(
      (answer): Shown => ({
        json: answer,
        lines: [
          `App:     ${answer.app_name}`,
          `Id:      ${answer.app_id}`,
          `API key: ${answer.api_key}`,
          '',
          String(answer.note),
        ],
      }),
    ),
  );

const DEFAULT_LIMIT = 100;

/** The tenants of a server. */
export const APP_COMMANDS: readonly ServerCommand[] = [
  {
    words: 'apps list',
    args: [],
    options: [limitOption(DEFAULT_LIMIT)],
    summary: 'list the apps',
    complaint: (_args, options) => complaintOfLimit(options),
    run: (api, _args, options) =>
      pipe(
        api.list('/internal/apps', {}, limitIn(options, DEFAULT_LIMIT)),
        TE.map((listed) => ({ ...shownApps({ data: listed.items }), lines: moreOf(listed) })),
      ),
  },
  { words: 'apps create', args: ['name'], summary: 'make an app; its API key is shown once', run: create },
  {
    words: 'apps show',
    args: ['app'],
    summary: 'show an app, by its id or name',
    run: (api, [app = '']) =>
      pipe(
        api.app(app),
        TE.chain(({ id }) => api.ask('GET', `/internal/apps/${id}`)),
        TE.map(shownApps),
      ),
  },
  {
    words: 'apps rename',
    args: ['app', 'name'],
    summary: 'give an app another name',
    run: change(([name]) => ({ name })),
  },
  {
    words: 'apps activate',
    args: ['app'],
    summary: 'let an app be used again',
    run: change(() => ({ is_active: true })),
  },
  {
    words: 'apps deactivate',
    args: ['app'],
    summary: 'refuse the key of an app, and close its streams',
    warning: ([app]) => `The CRM of ${app} can no longer read anything, and its streams close.`,
    run: change(() => ({ is_active: false })),
  },
];
