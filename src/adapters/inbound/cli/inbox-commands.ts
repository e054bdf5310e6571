import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { CommandError } from './command-context.js';
import type { Answer, ServerApi } from './server-api.js';
import type { ServerCommand, Shown } from './server-command.js';

const Delivery = t.type({ id: t.string, status: t.string, received_at: t.string });

const shownList = ({ data }: Answer): Shown => ({
  json: data,
  table: {
    head: ['ID', 'RECEIVED', 'EVENT', 'STATUS', 'REASON'],
    rows: (Array.isArray(data) ? data : [])
      .filter(Delivery.is)
      .map((one: t.TypeOf<typeof Delivery> & Answer) => [
        one.id,
        one.received_at,
        one.event_type,
        one.status,
        one.reason,
      ]),
    empty: 'The inbox has none of these.',
  },
});

const FILTERS = [
  ['--status <status>', 'pending, processed, ignored, failed or unrouted'],
  ['--app <app>', 'of this app, by its id or name'],
] as const;

/** The app of `--app`, if it is given. */
const appIdIn = (
  api: ServerApi,
  { app }: Readonly<Record<string, unknown>>,
): TE.TaskEither<CommandError, string | null> =>
  typeof app === 'string'
    ? pipe(
        api.app(app),
        TE.map(({ id }) => id),
      )
    : TE.right(null);

const list: ServerCommand['run'] = (api, _args, options) =>
  pipe(
    appIdIn(api, options),
    TE.chain((appId) => {
      const asked = new URLSearchParams({ limit: '50' });
      if (typeof options.status === 'string') asked.set('status', options.status);
      if (appId !== null) asked.set('app_id', appId);
      return api.ask('GET', `/internal/webhook-events?${asked}`);
    }),
    TE.map(shownList),
  );

const whole = (answer: Answer): Shown => ({
  json: answer.data ?? answer,
  lines: [JSON.stringify(answer.data ?? answer, null, 2)],
});

const told = (answer: Answer): Shown => ({ json: answer, lines: [String(answer.message ?? 'Done.')] });

const retryAll: ServerCommand['run'] = (api, [status], options) =>
  pipe(
    appIdIn(api, options),
    TE.chain((appId) =>
      api.ask('POST', '/internal/webhook-events/retry', { status, ...(appId === null ? {} : { app_id: appId }) }),
    ),
    TE.map(told),
  );

/** Whether something was received, and what became of it. */
export const INBOX_COMMANDS: readonly ServerCommand[] = [
  {
    words: 'inbox list',
    args: [],
    options: FILTERS,
    summary: 'list the webhooks that were received, the newest 50',
    run: list,
  },
  {
    words: 'inbox show',
    args: ['id'],
    summary: 'show one, with its payload',
    run: (api, [id = '']) => pipe(api.ask('GET', `/internal/webhook-events/${encodeURIComponent(id)}`), TE.map(whole)),
  },
  {
    words: 'inbox stats',
    args: [],
    summary: 'count them by what became of them',
    run: (api) => pipe(api.ask('GET', '/internal/webhook-events/stats'), TE.map(whole)),
  },
  {
    words: 'inbox retry',
    args: ['id'],
    summary: 'process one again',
    run: (api, [id = '']) =>
      pipe(api.ask('POST', `/internal/webhook-events/${encodeURIComponent(id)}/retry`), TE.map(told)),
  },
  {
    words: 'inbox retry-all',
    args: ['status'],
    options: [FILTERS[1]],
    summary: 'process all of one status again, such as failed',
    warning: ([status]) => `Every ${status} webhook is processed again; what follows is announced as late.`,
    run: retryAll,
  },
];
