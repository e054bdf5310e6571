import * as E from 'fp-ts/lib/Either.js';
import type { Config } from '../../../config/environment.js';
import { exists } from '../archive-file.js';
import type { Engine, EngineOf } from '../storage-commands.js';
import { failure, type Look, ok, warning } from './finding.js';

export interface SeenStorage {
  readonly look: Look;
  /** How far this machine's clock is ahead of the storage's, in milliseconds; null where the storage has none of its own. */
  readonly clock: number | null;
}

const seen = (look: Look): SeenStorage => ({ look, clock: null });

/** What to do where the server that runs has another folder than the doctor. */
const ELSEWHERE = 'run this in the folder of that server, or set DATA_DIR as it has it';

/** Whether the storage can be reached, has this version's schema, and takes writes. */
export const storage = async (
  { storage: named, dbAutoMigrate }: Pick<Config, 'storage' | 'dbAutoMigrate'>,
  engineOf: EngineOf,
  isServed: boolean,
): Promise<SeenStorage> => {
  const engine = await engineOf(named);
  if (named.engine === 'memory') return seen(warning('memory: everything is lost when the server ends; set STORAGE'));
  if (named.engine === 'sqlite' && !(await exists(named.file))) {
    return seen(
      isServed
        ? warning(`sqlite, ${named.file} does not exist, but a server runs: ${ELSEWHERE}`)
        : ok(`sqlite, ${named.file} does not exist yet; the first start makes it`),
    );
  }
  const pending = await engine.check();
  if (E.isLeft(pending)) return seen(failure(pending.left.detail));
  if (pending.right.length === 0) return tried(engine, named.engine);
  const missing = `${named.engine} lacks ${pending.right.join(', ')}`;
  return seen(
    dbAutoMigrate && !isServed
      ? ok(`${missing}; the next start applies them`)
      : warning(`${missing}: run cti migrate, then start the server anew`),
  );
};

/** Opens it beside a server that may be running, and tries a write. */
const tried = async (engine: Engine, name: string): Promise<SeenStorage> => {
  const opened = await engine.open({ migrates: false, isGuest: true })();
  if (E.isLeft(opened)) return seen(failure(opened.left.detail));
  const { ping, clock, close } = opened.right;
  try {
    const written = await ping();
    if (E.isLeft(written))
      return seen(
        failure(`${name} takes no writes: ${written.left.detail}. Make room on its disk, or let it be written`),
      );
    const asked = Date.now();
    const time = clock === undefined ? null : await clock();
    const look = ok(`${name}, its schema is up to date, and it takes writes`);
    return time === null || E.isLeft(time) ? seen(look) : { look, clock: (asked + Date.now()) / 2 - time.right };
  } finally {
    await close();
  }
};
