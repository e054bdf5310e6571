import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { Complaint } from './complaint.js';
import type { Answer, ServerApi } from './server-api.js';
import type { Options, ServerCommand, Shown } from './server-command.js';

const ofApp = (api: ServerApi, [app = '']: readonly string[], method: string, rest: string, body?: unknown) =>
  pipe(
    api.app(app),
    TE.chain(({ id }) => api.ask(method, `/internal/apps/${id}/api-key${rest}`, body)),
  );

const shownKey = (answer: Answer): Shown => ({
  json: answer,
  lines: [`App:     ${answer.app_name}`, `API key: ${answer.api_key}`, '', String(answer.note)],
});

const shownStatus = (answer: Answer): Shown => ({
  json: answer,
  lines: [
    `App:       ${answer.app_name}${answer.is_active === true ? '' : ' (inactive)'}`,
    `Key:       ${answer.has_active_key === true ? answer.key_hint : 'none'}`,
    `Rotated:   ${answer.rotated_at ?? '-'}`,
    `Last used: ${answer.last_used_at ?? '-'}`,
  ],
});

const Entry = t.type({ action: t.string, performed_at: t.string });
const shownAudit = ({ data }: Answer): Shown => ({
  json: data,
  table: {
    head: ['WHEN', 'ACTION', 'OLD KEY', 'NEW KEY'],
    rows: (Array.isArray(data) ? data : [])
      .filter(Entry.is)
      .map((entry: t.TypeOf<typeof Entry> & Answer) => [
        entry.performed_at,
        entry.action,
        entry.old_key_hint,
        entry.new_key_hint,
      ]),
    empty: 'The app never had a key.',
  },
});

const MAX_GRACE_SECONDS = 86_400;

const complaintOfGrace = ({ grace }: Options): Complaint | null =>
  grace === undefined || (/^\d{1,5}$/.test(String(grace)) && Number(grace) <= MAX_GRACE_SECONDS)
    ? null
    : `--grace must be a number of seconds from 0 to ${MAX_GRACE_SECONDS}.`;

const rotate: ServerCommand['run'] = (api, args, { grace }) => {
  const body = grace === undefined ? {} : { grace_seconds: Number(grace) };
  return pipe(ofApp(api, args, 'POST', '/rotate', body), TE.map(shownKey));
};

/** The key with which a CRM proves which app it is. */
export const KEY_COMMANDS: readonly ServerCommand[] = [
  {
    words: 'keys create',
    args: ['app'],
    summary: 'make a key for an app; an earlier one stops at once',
    warning: ([app]) => `A key that ${app} has already stops at once.`,
    run: (api, args) => pipe(ofApp(api, args, 'POST', ''), TE.map(shownKey)),
  },
  {
    words: 'keys rotate',
    args: ['app'],
    options: [['--grace <seconds>', 'let the old key live for so long beside the new one']],
    summary: 'give an app a new key',
    complaint: (_args, options) => complaintOfGrace(options),
    warning: ([app], { grace }) =>
      grace === undefined || Number(grace) === 0
        ? `The old key of ${app} stops at once; --grace lets it live longer.`
        : `The old key of ${app} stops in ${grace} s.`,
    run: rotate,
  },
  {
    words: 'keys revoke',
    args: ['app'],
    summary: "end an app's key",
    warning: ([app]) => `The CRM of ${app} can no longer read anything until it has a new key.`,
    run: (api, args) =>
      pipe(
        ofApp(api, args, 'POST', '/revoke'),
        TE.map((answer): Shown => ({ json: answer, lines: ['The key is revoked.'] })),
      ),
  },
  {
    words: 'keys status',
    args: ['app'],
    summary: "show the hint of an app's key, and when it was last used",
    run: (api, args) => pipe(ofApp(api, args, 'GET', '/status'), TE.map(shownStatus)),
  },
  {
    words: 'keys audit',
    args: ['app'],
    summary: "list what happened to an app's keys, the newest first",
    run: (api, args) => pipe(ofApp(api, args, 'GET', '/audit?order=desc&limit=100'), TE.map(shownAudit)),
  },
];
