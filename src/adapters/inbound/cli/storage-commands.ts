import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Archive } from '../../../application/ports/archive.js';
import type { AdminAction, AuditLog } from '../../../application/ports/audit-log.js';
import type { IdGenerator } from '../../../application/ports/id-generator.js';
import type { Storage } from '../../../application/ports/storage.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import type { ActId } from '../../../domain/ids.js';
import type { StorageConfig } from '../../config/storage-config.js';
import { exists } from './archive-file.js';
import { type CommandContext, type CommandError, commandError } from './command-context.js';

/** A storage engine, as far as commands use it. Each left's `detail` is one line that says what is wrong and what to do. */
export interface Engine {
  /** `migrates` brings the schema up to date first. `isGuest` says that a server may be using the storage; else SQLite refuses then. */
  readonly open: (options: {
    readonly migrates: boolean;
    readonly isGuest: boolean;
  }) => TaskEither<StorageError, Pick<Storage, 'archive' | 'audit' | 'close' | 'events' | 'ping' | 'clock'>>;
  /** Answers with the migrations that are not applied yet. Changes nothing. */
  readonly check: TaskEither<StorageError, readonly string[]>;
  /** Answers with the migrations that it applied. */
  readonly migrate: TaskEither<StorageError, readonly string[]>;
  /** Absent where the engine has a tool of its own for backups. */
  readonly backup?: (target: string) => TaskEither<StorageError, void>;
  /** Answers with where the old database is kept; null if there was none. */
  readonly restore?: (source: string) => TaskEither<StorageError, string | null>;
}

/** The engine that a configuration names. */
export type EngineOf = (config: StorageConfig) => Promise<Engine>;

const ENGINE_NAMES: Readonly<Record<StorageConfig['engine'], string>> = {
  memory: 'memory',
  sqlite: 'SQLite',
  postgres: 'PostgreSQL',
  mongodb: 'MongoDB',
};

/** Brings the schema up to date, and prints which migrations that applied. */
export const migrate =
  (engine: Engine, json: boolean, { stdout }: CommandContext): TaskEither<CommandError, void> =>
  async () => {
    const applied = await engine.migrate();
    if (E.isLeft(applied)) return E.left(commandError(applied.left.detail));
    const text = applied.right.length === 0 ? 'Nothing to apply' : applied.right.join('\n');
    stdout.write(`${json ? JSON.stringify({ applied: applied.right }) : text}\n`);
    return E.right(undefined);
  };

/** Prints that the storage can be used, and which migrations are not applied yet. */
export const check =
  (
    engine: Engine,
    name: StorageConfig['engine'],
    json: boolean,
    { stdout }: CommandContext,
  ): TaskEither<CommandError, void> =>
  async () => {
    const pending = await engine.check();
    if (E.isLeft(pending)) return E.left(commandError(pending.left.detail));
    if (json) {
      stdout.write(`${JSON.stringify({ ok: true, engine: name, pending: pending.right })}\n`);
      return E.right(undefined);
    }
    stdout.write(`Database connection OK\nEngine: ${ENGINE_NAMES[name]}\n`);
    if (pending.right.length > 0) stdout.write(`To be applied by cti migrate: ${pending.right.join(', ')}\n`);
    return E.right(undefined);
  };

/** What is recorded of a command. */
interface Recorded {
  readonly action: AdminAction;
  readonly ids: IdGenerator;
  readonly stderr: CommandContext['stderr'];
}

/** Records a command with its exit code. One that cannot be recorded is told: an export must also work where nothing can be written. */
const recordCommand = async (audit: AuditLog, { action, ids, stderr }: Recorded, succeeded: boolean): Promise<void> => {
  const recorded = await audit.begin({
    ...{ id: ids.next() as ActId, at: Date.now(), action, actor: 'cli', address: null, requestId: null },
    ...{ appId: null, targetId: null, count: null, status: succeeded ? 0 : 1 },
  })();
  if (E.isLeft(recorded)) stderr.write(`This is not in the audit log: ${recorded.left.detail}\n`);
};

/** Opens the storage, lets `work` use its archive, and closes it. */
export const withArchive =
  (
    engine: Engine,
    options: Parameters<Engine['open']>[0],
    record: Recorded,
    work: (archive: Archive) => TaskEither<CommandError, void>,
  ): TaskEither<CommandError, void> =>
  async () => {
    const opened = await engine.open(options)();
    if (E.isLeft(opened)) return E.left(commandError(opened.left.detail));
    try {
      const done = await work(opened.right.archive)();
      await recordCommand(opened.right.audit, record, E.isRight(done));
      return done;
    } finally {
      await opened.right.close();
    }
  };

/** Refuses a storage in memory: it ends with its process, so its data cannot be moved. */
export const mustOutliveProcess = ({ engine }: StorageConfig): E.Either<CommandError, void> =>
  engine === 'memory'
    ? E.left(commandError('STORAGE=memory stores nothing beyond one process: there is nothing to move.'))
    : E.right(undefined);

/** Refuses an SQLite file that does not exist. Opening would create it, which is wrong for a command that only reads. */
export const mustExist =
  (storage: StorageConfig): TaskEither<CommandError, void> =>
  async () => {
    if (storage.engine !== 'sqlite') return E.right(undefined);
    return (await exists(storage.file))
      ? E.right(undefined)
      : E.left(commandError(`There is no database ${storage.file}. Run this where the server runs, or set DATA_DIR.`));
  };
