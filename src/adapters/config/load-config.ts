import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'dotenv';
import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { cleanValues } from './clean-value.js';
import { type Config, isProduction, readEnvironment } from './environment.js';
import { errorCode } from './error-code.js';
import { completeSecrets, lacksSecrets, madeSecrets, sandboxSecrets } from './sandbox-secrets.js';
import { withSecretFiles } from './secret-files.js';
import { readAutoMigrate } from './server-variables.js';
import { readStorage } from './storage-config.js';
import { type Environment, type Fault, type Faults, isSet } from './variable.js';

export interface LoadedConfig {
  readonly config: Config;
  /** The file with the secrets that a sandbox made for itself; null if it made none. */
  readonly sandboxSecrets: string | null;
}

/** Why the configuration cannot be used: one line, without the values of variables, which may be secret. */
export interface ConfigError {
  readonly _tag: 'ConfigError';
  readonly message: string;
  /** The variables that are missing or wrong; none where it is something else. */
  readonly faults: Faults;
}

/** What a process reads its configuration from. */
interface ConfigSource {
  readonly env: Environment;
  readonly cwd: string;
}

const configError = (message: string, faults: Faults = []): ConfigError => ({
  ...{ _tag: 'ConfigError', message: message.replace(/\s+/g, ' ') },
  faults,
});

const faulty = (faults: Faults): ConfigError => configError(sentenceOf(faults), faults);

/**
 * Reads the configuration from the environment and from `.env` in the working directory; the environment takes precedence. Outside
 * production, missing secrets of the server's own are made.
 */
export const loadConfig = (source: ConfigSource): TE.TaskEither<ConfigError, LoadedConfig> =>
  pipe(environmentOf(source), TE.chain(configFrom));

/** The same from the given variables alone, without `.env`. `cwd` is the folder that relative paths start from. */
export const readConfig = ({ env, cwd }: ConfigSource): TE.TaskEither<ConfigError, LoadedConfig> =>
  pipe(completed(setOnly(cleanValues(env)), cwd), TE.chain(configFrom));

const configFrom =
  (environment: CompleteEnvironment): TE.TaskEither<ConfigError, LoadedConfig> =>
  async () => {
    const made = isProduction(environment)
      ? E.right({ secrets: {}, path: null })
      : await attempt(() => completeSecrets(environment, environment.DATA_DIR), 'The folder DATA_DIR cannot be used');
    if (E.isLeft(made)) return made;

    const config = readEnvironment({ ...environment, ...made.right.secrets });
    return E.isLeft(config)
      ? E.left(faulty(config.left))
      : E.right({ config: config.right, sandboxSecrets: made.right.path });
  };

/** Reads the configuration as a start would, but makes no secrets: those that a first start would make stand for any. */
export const inspectConfig = (source: ConfigSource): TE.TaskEither<ConfigError, Config> =>
  pipe(
    environmentOf(source),
    TE.chain((environment) => async () => {
      const made = await secretsOf(environment, sandboxSecrets);
      return pipe(
        made,
        E.chain((secrets) => E.mapLeft(faulty)(readEnvironment({ ...secrets, ...environment }))),
      );
    }),
  );

/** The variables that a server would have: those of the environment, of `.env`, in files of secrets, and those that a sandbox has made. */
export const findVariables = (source: ConfigSource): TE.TaskEither<ConfigError, Environment> =>
  pipe(
    environmentOf(source),
    TE.chain((environment) => async () => {
      const made = await secretsOf(environment, madeSecrets);
      return E.map((secrets: Environment) => ({ ...secrets, ...environment }))(made);
    }),
  );

/** What a sandbox lacks of its secrets, from its folder. Production makes none. */
const secretsOf = async (
  environment: CompleteEnvironment,
  read: (dataDir: string) => Promise<Environment>,
): Promise<E.Either<ConfigError, Environment>> =>
  isProduction(environment) || !lacksSecrets(environment)
    ? E.right({})
    : attempt(() => read(environment.DATA_DIR), 'The secrets of the sandbox cannot be read');

/** Reads the configuration for commands that use only the storage: needs no secrets, and makes none. */
export const loadStorageConfig =
  (source: ConfigSource): TE.TaskEither<ConfigError, Pick<Config, 'storage' | 'dbAutoMigrate' | 'dataDir'>> =>
  async () => {
    const read = await environmentOf(source)();
    if (E.isLeft(read)) return read;
    return pipe(
      {
        storage: readStorage(read.right, isProduction(read.right)),
        dbAutoMigrate: readAutoMigrate(read.right),
        dataDir: E.right(read.right.DATA_DIR),
      },
      sequenceS(E.getApplicativeValidation(RA.getSemigroup<Fault>())),
      E.mapLeft(faulty),
    );
  };

/** Variables with the secrets that stand in files, and `DATA_DIR` as an absolute path. */
type CompleteEnvironment = Environment & { readonly DATA_DIR: string };

/** The variables of `.env` and the environment together. */
const environmentOf =
  ({ env, cwd }: ConfigSource): TE.TaskEither<ConfigError, CompleteEnvironment> =>
  async () => {
    const dotEnv = await attempt(() => readDotEnv(cwd), 'The file .env cannot be read');
    if (E.isLeft(dotEnv)) return dotEnv;
    return completed({ ...dotEnv.right, ...setOnly(cleanValues(env)) }, cwd)();
  };

const completed = (variables: Environment, cwd: string): TE.TaskEither<ConfigError, CompleteEnvironment> =>
  pipe(
    () => withSecretFiles(variables, cwd),
    TE.bimap(faulty, (environment) => ({ ...environment, DATA_DIR: resolve(cwd, variables.DATA_DIR ?? 'data') })),
  );

const attempt = async <A>(run: () => Promise<A>, what: string): Promise<E.Either<ConfigError, A>> => {
  try {
    return E.right(await run());
  } catch (error) {
    return E.left(configError(`${what}: ${error instanceof Error ? error.message : String(error)}`));
  }
};

/** The variables of `.env`; none where there is no such file, or where it is a folder (such as a Python virtual environment). */
const readDotEnv = async (cwd: string): Promise<Environment> => {
  try {
    return setOnly(parse(await readFile(join(cwd, '.env'))));
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes(errorCode(error))) return {};
    throw error;
  }
};

/** Without the variables that count as not set, so that they do not hide those of the other source. */
const setOnly = (environment: Environment): Environment =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (isSet(value) ? [[name, value.trim()]] : [])),
  );

/** The message of contract §2: one line, with what is missing first, then what is wrong and why. */
const sentenceOf = (faults: Faults): string => {
  const missing = faults.filter(({ reason }) => reason === null).map(({ variable }) => variable);
  const invalid = faults.flatMap(({ variable, reason }) => (reason === null ? [] : [`${variable} (${reason})`]));
  return [
    ...(missing.length === 0 ? [] : [`Missing required environment variables: ${missing.join(', ')}`]),
    ...(invalid.length === 0 ? [] : [`Invalid environment variables: ${invalid.join(', ')}`]),
  ].join('. ');
};
