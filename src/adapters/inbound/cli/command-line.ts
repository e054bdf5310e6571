import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { reasonOf } from './command-context.js';
import { readSimulation, type Simulation } from './simulation.js';

/** What is asked for on the command line. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'migrate' }
  | { readonly name: 'check' }
  /** `file` is null for the standard streams, and undefined where none is named. */
  | { readonly name: 'export'; readonly file: string | null | undefined }
  | { readonly name: 'import'; readonly file: string | null }
  | ({ readonly name: 'simulate' } & Simulation);

export const USAGE = `Usage: cti <command>

  export [file]    write all that is kept to a file (cti-export-<date>.ndjson if none is named)
  import <file>    take in what cti export wrote
  migrate          bring the schema of the database up to date
  check            say whether the database can be reached and used (also: db:check)
  simulate         be a Dialpad to try a server with, until stopped

  -h, --help       show this
  -v, --version    show the version

simulate takes
  --port <n>         where it listens on this machine (4010)
  --speed <n>        how many times faster than life it plays (4)
  --scenario <name>  plays this one only; may be given again (every one)
  --to <url>         delivers there at once, signed with DIALPAD_WEBHOOK_SECRET where that is set

A file named - is standard output or input; one that ends in .gz is compressed.
Each other command works on the storage that the server's own variables name, in the environment or in .env:
STORAGE, DATA_DIR, DATABASE_URL or DB_*, MONGODB_URI and MONGODB_DB.
`;

/** Reads the command line; the left says in a line what is wrong with it. */
export const readCommandLine = (args: readonly string[]): E.Either<string, Command> => {
  const parsed = E.tryCatch(
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
        },
      }),
    reasonOf,
  );
  if (E.isLeft(parsed)) return parsed;
  const { positionals } = parsed.right;
  const { help, version, ...options } = parsed.right.values;
  if (help === true) return E.right({ name: 'help' });
  if (version === true) return E.right({ name: 'version' });
  if (positionals[0] === 'simulate') {
    if (positionals.length > 1) return E.left('cti simulate takes options only.');
    return E.map((simulation: Simulation): Command => ({ name: 'simulate', ...simulation }))(readSimulation(options));
  }
  const [stray] = Object.keys(options);
  return stray === undefined ? commandOf(positionals) : E.left(`--${stray} is for cti simulate.`);
};

const commandOf = ([name, file, ...rest]: readonly string[]): E.Either<string, Command> => {
  switch (name) {
    case undefined:
      return E.left('No command is given.');
    case 'export':
    case 'import': {
      if (rest.length > 0) return E.left(`cti ${name} takes one file.`);
      if (name === 'export') return E.right({ name, file: file === '-' ? null : file });
      return file === undefined
        ? E.left('cti import needs the file to import.')
        : E.right({ name, file: file === '-' ? null : file });
    }
    case 'help':
    case 'migrate':
    case 'check':
    case 'db:check':
      if (file !== undefined) return E.left(`cti ${name} takes nothing more.`);
      return E.right({ name: name === 'db:check' ? 'check' : name });
    default:
      return E.left(`There is no command ${name}.`);
  }
};
