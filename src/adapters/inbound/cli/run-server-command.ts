import { createInterface } from 'node:readline/promises';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { findVariables } from '../../config/load-config.js';
import type { Asked } from './command.js';
import { type CommandContext, type CommandError, commandError } from './command-context.js';
import { serverApi, urlOf } from './server-api.js';
import { harmless, tableOn } from './table.js';

/** Asks a running server, and prints its answer. */
export const runServerCommand =
  ({ command, args, options }: Asked, context: CommandContext): TaskEither<CommandError, void> =>
  async () => {
    const found = await findVariables(context)();
    if (E.isLeft(found)) return E.left(commandError(found.left.message));
    const variables = found.right;
    const secret = variables.INTERNAL_API_SECRET;
    if (secret === undefined) return E.left(NO_SECRET);
    if (command.warning !== undefined && options.yes !== true) {
      const agreed = await confirm(command.warning(args, options), context);
      if (E.isLeft(agreed)) return agreed;
    }
    const url = urlOf(variables, typeof options.url === 'string' ? options.url : undefined);
    const shown = await command.run(serverApi(url, secret), args, options)();
    if (E.isLeft(shown)) return shown;
    const { json, table, lines } = shown.right;
    const { stdout } = context;
    if (options.json === true) stdout.write(`${JSON.stringify(json)}\n`);
    else {
      if (table !== undefined) stdout.write(tableOn(context, table));
      if (lines !== undefined && lines.length > 0) stdout.write(`${lines.map(harmless).join('\n')}\n`);
    }
    return E.right(undefined);
  };

const NO_SECRET = commandError(
  'INTERNAL_API_SECRET is missing: set it as the server has it, or run this in the folder of the server, whose data/sandbox.env has it.',
);

/** What cannot be taken back is asked about on a terminal; elsewhere `--yes` has to say it. */
const confirm = async (warning: string, { stdin, stderr }: CommandContext): Promise<E.Either<CommandError, void>> => {
  if (!('isTTY' in stdin) || stdin.isTTY !== true)
    return E.left(commandError(`${warning} Add --yes if that is meant.`));
  const terminal = createInterface({ input: stdin, output: stderr });
  const answer = await terminal.question(`${warning} Go on? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim()) ? E.right(undefined) : E.left(commandError('Nothing was done.'));
};
