import { type Command as Commander, Option } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import type { Complaint } from './complaint.js';
import type { ServerCommand } from './server-command.js';
import { type Be, jsonOption } from './tree-parts.js';

const urlOption = (): Option => new Option('--url <address>', 'the server (http://localhost:$PORT)');

const GROUPS: Readonly<Record<string, string>> = {
  apps: 'the apps of a running server: its tenants',
  keys: "an app's API key",
  inbox: 'every webhook that a running server received',
};

/** A command that asks a running server; its group is added with the first of its commands. */
export const addServerCommand = (program: Commander, command: ServerCommand, be: Be): void => {
  const [group = '', name = ''] = command.words.split(' ');
  const parent =
    program.commands.find((one) => one.name() === group) ?? program.command(group).description(GROUPS[group] ?? '');
  const added = parent.command(name).description(command.summary);
  for (const argument of command.args) added.argument(`<${argument}>`);
  for (const [flags, what] of command.options ?? []) added.option(flags, what);
  if (command.warning !== undefined) added.option('--yes', 'do not ask');
  added.addOption(urlOption()).addOption(jsonOption());
  added.action((...given: unknown[]) => {
    const args = given.slice(0, command.args.length).map(String);
    const options: Readonly<Record<string, unknown>> = Object(given[command.args.length]);
    const complaint = complaintOfUrl(options.url) ?? command.complaint?.(args, options) ?? null;
    be(complaint === null ? E.right({ name: 'ask', command, args, options }) : E.left(complaint));
  });
};

const complaintOfUrl = (url: unknown): Complaint | null =>
  url === undefined || (typeof url === 'string' && URL.canParse(url) && /^https?:/i.test(url))
    ? null
    : '--url must be the address of a server, such as http://localhost:4000.';

/** `events tail`, which follows an app's stream as the app. */
export const addTail = (program: Commander, be: Be): void => {
  program
    .command('events')
    .description("an app's stream of events")
    .command('tail')
    .description('show the events of an app as they come; its key is in CTI_API_KEY')
    .option('--since <seq>', 'begin with what came after this event; 0 for all that are kept')
    .option('--events <names>', 'only these, with commas between them')
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(({ since, events, url, json }: { since?: string; events?: string; url?: string; json?: true }) => {
      const complaint = complaintOfUrl(url) ?? complaintOfSince(since);
      const from = since === undefined ? undefined : Number(since);
      be(
        complaint === null
          ? E.right({ name: 'tail', since: from, events, url, json: json === true })
          : E.left(complaint),
      );
    });
};

const complaintOfSince = (since: string | undefined): Complaint | null =>
  since === undefined || /^\d{1,15}$/.test(since) ? null : '--since must be the seq of an event, such as 42.';
