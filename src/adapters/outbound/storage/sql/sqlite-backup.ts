import { copyFile, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipe } from 'fp-ts/lib/function.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import Libsql from 'libsql';
import type { StorageError } from '../../../../application/ports/storage-error.js';
import { explainSqlite, isBusy } from './sqlite-errors.js';
import { exists, makePrivate, realPlace, refusalOf } from './sqlite-file.js';

/** Of a connection that only reads, or looks whether it is alone. In milliseconds. */
const BUSY_TIMEOUT = 'busy_timeout = 1000';

/** Writes a consistent copy of a database to a file that only its owner can read, while a server may be using the database. */
export const backupSqlite = (file: string, target: string): TaskEither<StorageError, void> => {
  const part = `${target}.part`;
  return pipe(
    TE.tryCatch(() => demandOther(file, target), cannotWrite(target)),
    TE.chain(() => TE.tryCatch(() => beginPart(part), cannotWrite(target))),
    TE.chain(() => TE.tryCatch(async () => copyInto(part, resolve(file)), cannotCopy(file, target))),
    TE.chain(() => TE.tryCatch(() => rename(part, target), cannotWrite(target))),
    TE.orElseFirstTaskK(() => () => rm(part, { force: true })),
  );
};

/** A server goes on writing to the database that it has open, so a copy in its place would lose all that it writes. */
const demandOther = async (file: string, target: string): Promise<void> => {
  const place = await realPlace(resolve(file));
  const ofDatabase = ['', '-wal', '-shm', '.lock'].map((ending) => `${place}${ending}`);
  if (ofDatabase.includes(await realPlace(target)))
    throw new Error('it belongs to the database itself: name another file');
};

const beginPart = async (part: string): Promise<void> => {
  await rm(part, { force: true });
  await makePrivate(part);
};

const copyInto = (part: string, file: string): void => {
  const database = new Libsql(file, { readonly: true });
  try {
    database.prepare(`pragma ${BUSY_TIMEOUT}`).all();
    database.prepare('vacuum into ?').run(part);
  } finally {
    database.close();
  }
};

const cannotWrite =
  (target: string) =>
  (thrown: unknown): StorageError => {
    const { _tag, detail } = explainSqlite(thrown);
    return { _tag, detail: `cannot write ${target}: ${detail}` };
  };

/** The driver does not say which of the two files it is about. */
const cannotCopy =
  (file: string, target: string) =>
  (thrown: unknown): StorageError => {
    const { _tag, detail } = explainSqlite(thrown);
    return { _tag, detail: `cannot copy ${file} to ${target}: ${detail}` };
  };

/**
 * Puts a backup in the place of a locked database, and answers with the name that the old one has now, or null if there was none.
 * Refuses while another process reads the database, and a file that is damaged or that `prepare`, which works on the copy before it is
 * in place, refuses.
 */
export const restoreSqlite = (
  path: string,
  source: string,
  prepare: (database: Libsql.Database) => Promise<void>,
): TaskEither<StorageError, string | null> => {
  const part = `${path}.restored`;
  return pipe(
    about(path, () => demandAlone(path)),
    TE.chain(() => about(source, () => copyTo(part, source, prepare))),
    TE.chain(() => about(path, () => putInPlace(part, path))),
    TE.orElseFirstTaskK(() => () => rm(part, { force: true })),
  );
};

/** Work whose failure is told as that of one of the two files. */
const about = <A>(path: string, work: () => Promise<A>): TaskEither<StorageError, A> =>
  TE.tryCatch(work, (thrown) => refusalOf(path, thrown));

/** Leaves the write-ahead log's mode, which needs the file to itself and writes the log into it. */
const demandAlone = async (path: string): Promise<void> => {
  if (!(await exists(path))) return;
  const database = new Libsql(path);
  try {
    database.prepare('pragma busy_timeout = 0').all();
    const [mode] = database.prepare('pragma journal_mode = delete').all() as { journal_mode?: string }[];
    if (mode?.journal_mode !== 'delete') throw new Error(IN_USE);
  } catch (thrown) {
    throw isBusy(thrown) ? new Error(IN_USE) : thrown;
  } finally {
    database.close();
  }
};

const IN_USE = 'another process has it open: stop it first';

const copyTo = async (
  part: string,
  source: string,
  prepare: (database: Libsql.Database) => Promise<void>,
): Promise<void> => {
  await rm(part, { force: true });
  await makePrivate(part);
  await copyFile(source, part);
  await onCopy(part, prepare);
};

const putInPlace = async (part: string, path: string): Promise<string | null> => {
  const aside = (await exists(path)) ? `${path}.before-${new Date().toISOString().replace(/[:.]/g, '-')}` : null;
  if (aside !== null) await rename(path, aside);
  await rename(part, path);
  return aside;
};

const onCopy = async (part: string, prepare: (database: Libsql.Database) => Promise<void>): Promise<void> => {
  const database = new Libsql(part);
  try {
    const [first] = database.prepare('pragma integrity_check').all() as { integrity_check?: string }[];
    if (first?.integrity_check !== 'ok') throw new Error(`the file is damaged: ${first?.integrity_check}`);
    await prepare(database);
  } finally {
    database.close();
  }
};
