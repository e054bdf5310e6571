import type { Command as Commander } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import type { Command } from './command.js';
import type { Complaint } from './complaint.js';
import { type Be, jsonOption } from './tree-parts.js';

interface Options {
  readonly json?: true;
  readonly force?: true;
  readonly mark?: true;
}

/** The commands that use the storage that the server's variables name. */
export const addStorageCommands = (program: Commander, be: Be): void => {
  addSchemaCommands(program, be);
  addArchiveCommands(program, be);
  program
    .command('backup')
    .argument('<file>')
    .option('--force', 'overwrite the file')
    .addOption(jsonOption())
    .description('write a copy of an SQLite database, also while the server runs')
    .action((file: string, { force, json }: Options) =>
      be(E.right({ name: 'backup', file, force: force === true, json: json === true })),
    );
  program
    .command('restore')
    .argument('[file]')
    .option('--mark', 'after a restore of PostgreSQL or MongoDB: let clients of the streams read afresh')
    .addOption(jsonOption())
    .description('put such a copy in the place of the database, while no server runs')
    .action((file: string | undefined, options: Options) => be(restoreOf(file, options)));
};

const addSchemaCommands = (program: Commander, be: Be): void => {
  program
    .command('check')
    .alias('db:check')
    .description('say whether the database can be reached and used')
    .addOption(jsonOption())
    .action(({ json }: Options) => be(E.right({ name: 'check', json: json === true })));
  program
    .command('migrate')
    .description('bring the schema of the database up to date')
    .addOption(jsonOption())
    .action(({ json }: Options) => be(E.right({ name: 'migrate', json: json === true })));
};

const addArchiveCommands = (program: Commander, be: Be): void => {
  program
    .command('export')
    .argument('[file]', '- is standard output; .gz compresses')
    .addOption(jsonOption())
    .description('write all stored data to a file (cti-export-<date>.ndjson in DATA_DIR if none is named)')
    .action((file: string | undefined, { json }: Options) =>
      be(E.right({ name: 'export', file: fileOf(file), json: json === true })),
    );
  program
    .command('import')
    .argument('<file>', '- is standard input')
    .addOption(jsonOption())
    .description('store the data of a file that cti export wrote')
    .action((file: string, { json }: Options) =>
      be(E.right({ name: 'import', file: fileOf(file), json: json === true })),
    );
};

/** `-` names the standard stream, which is null. */
const fileOf = <F extends string | undefined>(file: F): F | null => (file === '-' ? null : file);

const restoreOf = (file: string | undefined, { mark, json: asked }: Options): E.Either<Complaint, Command> => {
  const json = asked === true;
  if (mark === true) {
    return file === undefined ? E.right({ name: 'mark', json }) : E.left('--mark is for cti restore, without a file.');
  }
  return file === undefined ? E.left('cti restore needs a file, or --mark.') : E.right({ name: 'restore', file, json });
};
