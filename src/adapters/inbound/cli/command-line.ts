import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { reasonOf } from './command-context.js';
import { readSimulation, type Simulation, type SimulationOptions } from './simulation.js';
import type { Scenario } from './simulator.js';

/** A command that uses the storage that the server's variables name. */
export type StorageCommand =
  | { readonly name: 'migrate' }
  | { readonly name: 'check' }
  /** `file` is null for standard output, and undefined where none is named. */
  | { readonly name: 'export'; readonly file: string | null | undefined }
  /** `file` is null for standard input. */
  | { readonly name: 'import'; readonly file: string | null }
  | { readonly name: 'backup'; readonly file: string; readonly force: boolean }
  | { readonly name: 'restore'; readonly file: string }
  | { readonly name: 'mark' };

export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | StorageCommand
  | ({ readonly name: 'simulate' } & Simulation);

export const USAGE = `Usage: cti <command>

  export [file]    write all stored data to a file (cti-export-<date>.ndjson in DATA_DIR if none is named)
  import <file>    store the data of a file that cti export wrote
  backup <file>    write a copy of an SQLite database, also while the server runs (--force overwrites)
  restore <file>   put such a copy in the place of the database, while no server runs
  restore --mark   after a restore of PostgreSQL or MongoDB: let clients of the streams read afresh
  migrate          bring the schema of the database up to date
  check            say whether the database can be reached and used (also: db:check)
  simulate         run a simulated Dialpad to try a server with, until stopped

  -h, --help       show this
  -v, --version    show the version

Options of simulate:
  --port <n>         the port on this machine to listen on (4010)
  --speed <n>        how many times faster than life to play (4)
  --scenario <name>  play this scenario only; may be repeated (default: all)
  --to <url>         deliver to this URL at once, signed with DIALPAD_WEBHOOK_SECRET if it is set

The file name - means standard output or input; a file whose name ends in .gz is compressed.
Every other command uses the storage that the server's own variables name, in the environment or in .env:
STORAGE, DATA_DIR, DATABASE_URL or DB_*, MONGODB_URI and MONGODB_DB.
`;

/** Reads the command line; the left says in one line what is wrong with it. `scenarios` are those that can be simulated. */
export const readCommandLine = (args: readonly string[], scenarios: readonly Scenario[]): E.Either<string, Command> => {
  const parsed = parse(args);
  if (E.isLeft(parsed)) return parsed;
  const { positionals, values } = parsed.right;
  const { help, version, ...options } = values;
  if (help === true) return E.right({ name: 'help' });
  if (version === true) return E.right({ name: 'version' });
  const { force, mark, ...simulation } = options;
  const [name, file, ...rest] = positionals;
  if (name === 'simulate' && force === undefined && mark === undefined) {
    return simulateOf(positionals, simulation, scenarios);
  }
  if (name === 'restore' && mark === true && positionals.length === 1) return E.right({ name: 'mark' });
  if (mark !== undefined) return E.left('--mark is for cti restore, without a file.');
  if (name === 'backup' && file !== undefined && rest.length === 0) {
    return E.right({ name, file, force: force === true });
  }
  if (force !== undefined) return E.left('--force is for cti backup <file>.');
  const [unexpected] = Object.keys(simulation);
  return unexpected === undefined ? commandOf(positionals) : E.left(`--${unexpected} is for cti simulate.`);
};

const parse = (args: readonly string[]) =>
  E.tryCatch(
    () =>
      parseArgs({
        args: [...args],
        allowPositionals: true,
        options: {
          help: { type: 'boolean', short: 'h' },
          version: { type: 'boolean', short: 'v' },
          port: { type: 'string' },
          speed: { type: 'string' },
          scenario: { type: 'string', multiple: true },
          to: { type: 'string' },
          force: { type: 'boolean' },
          mark: { type: 'boolean' },
        },
      }),
    reasonOf,
  );

const simulateOf = (
  positionals: readonly string[],
  options: SimulationOptions,
  scenarios: readonly Scenario[],
): E.Either<string, Command> => {
  if (positionals.length > 1) return E.left('cti simulate takes options only.');
  return pipe(
    readSimulation(options, scenarios),
    E.map((simulation): Command => ({ name: 'simulate', ...simulation })),
  );
};

const commandOf = ([name, file, ...rest]: readonly string[]): E.Either<string, Command> => {
  switch (name) {
    case undefined:
      return E.left('No command is given.');
    case 'export':
    case 'import':
      if (rest.length > 0) return E.left(`cti ${name} takes one file.`);
      return name === 'export' ? E.right({ name, file: fileOf(file) }) : importOf(file);
    case 'backup':
    case 'restore':
      if (file === undefined || rest.length > 0) return E.left(`cti ${name} takes one file.`);
      return E.right(name === 'restore' ? { name, file } : { name, file, force: false });
    case 'help':
    case 'migrate':
    case 'check':
    case 'db:check':
      if (file !== undefined) return E.left(`cti ${name} takes no arguments.`);
      return E.right({ name: name === 'db:check' ? 'check' : name });
    default:
      return E.left(`There is no command ${name}.`);
  }
};

const importOf = (file: string | undefined): E.Either<string, Command> =>
  file === undefined ? E.left('cti import needs the file to import.') : E.right({ name: 'import', file: fileOf(file) });

/** `-` names the standard stream, which is null. */
const fileOf = <F extends string | undefined>(file: F): F | null => (file === '-' ? null : file);
