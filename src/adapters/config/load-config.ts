import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'dotenv';
import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type Config, isProduction, readAutoMigrate, readEnvironment } from './environment.js';
import { errorCode } from './error-code.js';
import { completeSecrets } from './sandbox-secrets.js';
import { readStorage } from './storage-config.js';
import { type Environment, type Fault, type Faults, isSet } from './variable.js';

export interface LoadedConfig {
  readonly config: Config;
  /** Where a sandbox keeps the secrets it made for itself; null if it had to make none. */
  readonly sandboxSecrets: string | null;
}

/** What is wrong with the configuration: one line, without any value of a variable that may be secret. */
export interface ConfigError {
  readonly _tag: 'ConfigError';
  readonly message: string;
}

/** Where a process looks for its configuration. */
interface Surroundings {
  readonly env: Environment;
  readonly cwd: string;
}

const configError = (message: string): ConfigError => ({ _tag: 'ConfigError', message: message.replace(/\s+/g, ' ') });

/**
 * Reads the configuration from the environment and from `.env` in the working directory, where the environment wins. Outside
 * production the server's own secrets are made if they are missing.
 */
export const loadConfig =
  (from: Surroundings): TaskEither<ConfigError, LoadedConfig> =>
  async () => {
    const given = await environmentOf(from)();
    if (E.isLeft(given)) return given;
    const environment = given.right;
    const completed = isProduction(environment)
      ? E.right({ secrets: {}, path: null })
      : await attempt(() => completeSecrets(environment, environment.DATA_DIR), 'The folder DATA_DIR cannot be used');
    if (E.isLeft(completed)) return completed;

    const read = readEnvironment({ ...environment, ...completed.right.secrets });
    return E.isLeft(read)
      ? E.left(configError(sentenceOf(read.left)))
      : E.right({ config: read.right, sandboxSecrets: completed.right.path });
  };

/** What a command that works on the storage alone needs to know: it asks for no secret of Dialpad's, and makes none. */
export const loadStorageConfig =
  (from: Surroundings): TaskEither<ConfigError, Pick<Config, 'storage' | 'dbAutoMigrate'>> =>
  async () => {
    const given = await environmentOf(from)();
    if (E.isLeft(given)) return given;
    return pipe(
      {
        storage: readStorage(given.right, isProduction(given.right)),
        dbAutoMigrate: readAutoMigrate(given.right),
      },
      sequenceS(E.getApplicativeValidation(RA.getSemigroup<Fault>())),
      E.mapLeft((faults) => configError(sentenceOf(faults))),
    );
  };

/** What the environment and `.env` set together, with `DATA_DIR` as an absolute path. */
const environmentOf =
  ({ env, cwd }: Surroundings): TaskEither<ConfigError, Environment & { readonly DATA_DIR: string }> =>
  async () => {
    const dotEnv = await attempt(() => readDotEnv(cwd), 'The file .env cannot be read');
    if (E.isLeft(dotEnv)) return dotEnv;
    const given: Environment = { ...dotEnv.right, ...setOnly(env) };
    return E.right({ ...given, DATA_DIR: resolve(cwd, given.DATA_DIR ?? 'data') });
  };

const attempt = async <A>(run: () => Promise<A>, what: string): Promise<E.Either<ConfigError, A>> => {
  try {
    return E.right(await run());
  } catch (trouble) {
    return E.left(configError(`${what}: ${trouble instanceof Error ? trouble.message : String(trouble)}`));
  }
};

/** What `.env` sets; nothing where there is none, or where the name is a folder's (a virtual environment of Python's, say). */
const readDotEnv = async (cwd: string): Promise<Environment> => {
  try {
    return setOnly(parse(await readFile(join(cwd, '.env'))));
  } catch (trouble) {
    if (['ENOENT', 'EISDIR'].includes(errorCode(trouble))) return {};
    throw trouble;
  }
};

/** Without the variables that count as not set, so that one does not hide another source's. */
const setOnly = (environment: Environment): Environment =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (isSet(value) ? [[name, value.trim()]] : [])),
  );

const sentenceOf = (faults: Faults): string =>
  `Missing required environment variables: ${faults
    .map(({ variable, reason }) => (reason === null ? variable : `${variable} (${reason})`))
    .join(', ')}`;
