import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'dotenv';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type Config, type Environment, type Fault, isProduction, readEnvironment } from './environment.js';
import { completeSecrets } from './sandbox-secrets.js';

export interface LoadedConfig {
  readonly config: Config;
  /** Where a sandbox keeps the secrets it made for itself; null if it had to make none. */
  readonly sandboxSecrets: string | null;
}

/** What is wrong with the configuration: one line, without any value. */
export interface ConfigError {
  readonly _tag: 'ConfigError';
  readonly message: string;
}

const configError = (message: string): ConfigError => ({ _tag: 'ConfigError', message });

/**
 * Reads the configuration from the environment and from `.env` in the working directory, where the environment wins. Outside
 * production the server's own secrets are made if they are missing.
 */
export const loadConfig =
  (from: { readonly env: Environment; readonly cwd: string }): TaskEither<ConfigError, LoadedConfig> =>
  async () => {
    const set = Object.fromEntries(Object.entries(from.env).filter(([, value]) => value !== undefined && value !== ''));
    const environment: Environment = { ...(await readDotEnv(from.cwd)), ...set };
    const dataDir = resolve(from.cwd, environment.DATA_DIR ?? 'data');
    try {
      const { secrets, path } = isProduction(environment)
        ? { secrets: {}, path: null }
        : await completeSecrets(environment, dataDir);
      const read = readEnvironment({ ...environment, DATA_DIR: dataDir, ...secrets });
      return E.isLeft(read)
        ? E.left(configError(sentenceOf(read.left)))
        : E.right({ config: read.right, sandboxSecrets: path });
    } catch (trouble) {
      const reason = trouble instanceof Error ? trouble.message : String(trouble);
      return E.left(configError(`The folder DATA_DIR cannot be used: ${reason}`));
    }
  };

const readDotEnv = async (cwd: string): Promise<Environment> => {
  const text = await readFile(join(cwd, '.env')).catch(() => '');
  return parse(text);
};

const sentenceOf = (faults: readonly Fault[]): string =>
  `Missing required environment variables: ${faults
    .map(({ variable, reason }) => (reason === null ? variable : `${variable} (${reason})`))
    .join(', ')}`;
