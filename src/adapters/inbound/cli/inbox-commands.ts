import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { CommandError } from './command-context.js';
import type { Complaint } from './complaint.js';
import { complaintOfLimit, limitIn, limitOption, moreOf } from './limit-option.js';
import type { Answer, Items, ServerApi } from './server-api.js';
import type { Options, ServerCommand, Shown } from './server-command.js';

const Delivery = t.type({ id: t.string, status: t.string, received_at: t.string });

const STATUSES = ['pending', 'processed', 'ignored', 'failed', 'unrouted'];
const RETRIED = ['processed', 'ignored', 'failed', 'unrouted'];

const shownList = (listed: Items): Shown => ({
  json: listed.items,
  table: {
    head: ['ID', 'RECEIVED', 'EVENT', 'STATUS', 'REASON'],
    rows: listed.items
      .filter(Delivery.is)
      .map((one: t.TypeOf<typeof Delivery> & Answer) => [
        one.id,
        one.received_at,
        one.event_type,
        one.status,
        one.reason ?? (one.status === 'unrouted' ? UNROUTED : null),
      ]),
    colours: { STATUS: COLOURS },
    empty: 'The inbox has none of these.',
  },
  lines: moreOf(listed),
});

/** The server gives no reason for these. */
const UNROUTED = 'which app it is for is not known';

const COLOURS = { processed: 'green', pending: 'yellow', unrouted: 'yellow', failed: 'red', ignored: 'dim' } as const;

const DEFAULT_LIMIT = 50;
const OF_APP = ['--app <app>', 'of this app, by its id or name'] as const;

const complaintOfList = (options: Options): Complaint | null =>
  options.status === undefined || STATUSES.includes(String(options.status))
    ? complaintOfLimit(options)
    : `--status must be one of ${STATUSES.join(', ')}.`;

/** The app of `--app`, if it is given. */
const appIdIn = (api: ServerApi, { app }: Options): TE.TaskEither<CommandError, string | null> =>
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
      const status = typeof options.status === 'string' ? { status: options.status } : {};
      const query = { ...status, ...(appId === null ? {} : { app_id: appId }) };
      return api.list('/internal/webhook-events', query, limitIn(options, DEFAULT_LIMIT));
    }),
    TE.map(shownList),
  );

const whole = (answer: Answer): Shown => ({
  json: answer.data ?? answer,
  lines: JSON.stringify(answer.data ?? answer, null, 2).split('\n'),
});

const shownStats = ({ data }: Answer): Shown => {
  const { oldest_pending_seconds: oldest, ...counts } = t.UnknownRecord.is(data) ? data : {};
  return {
    json: data,
    table: { head: ['STATUS', 'WEBHOOKS'], rows: Object.entries(counts), colours: { STATUS: COLOURS }, empty: '' },
    lines: typeof oldest === 'number' ? [`The oldest pending one has waited ${Math.round(oldest)} s.`] : [],
  };
};

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
    options: [['--status <status>', STATUSES.join(', ')], OF_APP, limitOption(DEFAULT_LIMIT)],
    summary: 'list the webhooks that were received, the newest first',
    complaint: (_args, options) => complaintOfList(options),
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
    run: (api) => pipe(api.ask('GET', '/internal/webhook-events/stats'), TE.map(shownStats)),
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
    options: [OF_APP],
    summary: 'process all of one status again, such as failed',
    complaint: ([status = '']) =>
      RETRIED.includes(status) ? null : `The status must be one of ${RETRIED.join(', ')}.`,
    warning: ([status]) => `Every ${status} webhook is processed again; what follows is announced as late.`,
    run: retryAll,
  },
];
