import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { exists } from './archive-file.js';
import { type CommandContext, type CommandError, commandError } from './command-context.js';
import type { Engine } from './storage-commands.js';

const OWN_TOOLS =
  'back PostgreSQL up with pg_dump and MongoDB with mongodump, restore with psql, pg_restore or mongorestore';

interface BackupOptions {
  readonly file: string;
  /** Overwrites the file. */
  readonly force: boolean;
  /** Prints JSON. */
  readonly json: boolean;
}

/** Writes a copy of the database to a file, while a server may be using it. */
export const backupCommand =
  (engine: Engine, { file, force, json }: BackupOptions, context: CommandContext): TaskEither<CommandError, void> =>
  async () => {
    if (engine.backup === undefined) return E.left(commandError(`cti backup is for SQLite: ${OWN_TOOLS}.`));
    const target = resolve(context.cwd, file);
    if (!force && (await exists(target))) {
      return E.left(commandError(`${file} exists already: name another file, or add --force.`));
    }
    const done = await engine.backup(target)();
    if (E.isLeft(done)) return E.left(commandError(done.left.detail));
    context.stdout.write(`${json ? JSON.stringify({ file: target }) : `The backup is in ${file}`}\n`);
    return E.right(undefined);
  };

/** Puts a backup in the place of the database. */
export const restoreCommand =
  (
    engine: Engine,
    { file, json }: Omit<BackupOptions, 'force'>,
    context: CommandContext,
  ): TaskEither<CommandError, void> =>
  async () => {
    if (engine.restore === undefined) {
      return E.left(commandError(`cti restore <file> is for SQLite: ${OWN_TOOLS}, then run cti restore --mark.`));
    }
    const source = resolve(context.cwd, file);
    if (!(await exists(source))) return E.left(commandError(`There is no file ${file}.`));
    const restored = await engine.restore(source)();
    if (E.isLeft(restored)) return E.left(commandError(restored.left.detail));
    const kept = restored.right === null ? '' : `; the database of before is ${restored.right}`;
    const done = JSON.stringify({ restored: source, before: restored.right });
    context.stdout.write(`${json ? done : `Restored ${file}${kept}`}\n`);
    return E.right(undefined);
  };

/** Makes the event log another one, after a restore by the tools of the engine. */
export const markCommand =
  (engine: Engine, json: boolean, { stdout }: CommandContext): TaskEither<CommandError, void> =>
  async () => {
    const opened = await engine.open({ migrates: false, isGuest: false })();
    if (E.isLeft(opened)) return E.left(commandError(opened.left.detail));
    try {
      const restarted = await opened.right.events.restart();
      if (E.isLeft(restarted)) return E.left(commandError(restarted.left.detail));
      const said = 'The streams have another name now: clients read the state afresh';
      stdout.write(`${json ? JSON.stringify({ restarted: true }) : said}\n`);
      return E.right(undefined);
    } finally {
      await opened.right.close();
    }
  };
