import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type CommandContext, type CommandError, commandError } from '../command-context.js';
import { type Colour, harmless, paintFor } from '../table.js';
import { type DoctorDeps, examine } from './examine.js';
import type { Finding } from './finding.js';

export type { DoctorDeps };

const COLOURS: Readonly<Record<Finding['verdict'], Colour>> = { ok: 'green', warning: 'yellow', failure: 'red' };

/** Prints what it finds, a line each; fails if something is broken. */
export const doctorCommand =
  (json: boolean, context: CommandContext, deps: DoctorDeps): TaskEither<CommandError, void> =>
  async () => {
    const findings = await examine(context, deps);
    const paint = paintFor(context.stdout, context.env);
    const width = Math.max(...findings.map(({ about }) => about.length));
    const lines = findings.map(
      ({ about, verdict, says }) =>
        `${paint(COLOURS[verdict], verdict.padEnd(7))}  ${harmless(about).padEnd(width)}  ${harmless(says)}`,
    );
    context.stdout.write(json ? `${JSON.stringify(findings)}\n` : `${lines.join('\n')}\n`);
    const broken = findings.filter(({ verdict }) => verdict === 'failure').length;
    return broken === 0
      ? E.right(undefined)
      : E.left(commandError(`${broken} of ${findings.length} looks found something broken.`));
  };
