import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { errorCode } from './error-code.js';
import { type Environment, type Fault, type Faults, isSet } from './variable.js';

/** The variables that hold a secret, or an address with one in it. */
export const SECRETS = [
  'INTERNAL_API_SECRET',
  'DIALPAD_WEBHOOK_SECRET',
  'CLIENT_ID',
  'CLIENT_SECRET',
  'DIALPAD_API_KEY',
  'ENCRYPTION_KEY',
  'ENCRYPTION_KEY_PREVIOUS',
  'METRICS_TOKEN',
  'DB_PASSWORD',
  'DATABASE_URL',
  'MONGODB_URI',
  'REDIS_URL',
] as const;

/** Larger than any secret, in bytes. */
const MAX_BYTES = 64 * 1024;

/**
 * Adds the secrets that stand in files: `INTERNAL_API_SECRET_FILE` names the file with `INTERNAL_API_SECRET`, as container platforms hand
 * secrets over. White space around the content is not part of it. The left names every file that cannot be used.
 */
export const withSecretFiles = async (
  environment: Environment,
  cwd: string,
): Promise<E.Either<Faults, Environment>> => {
  const faults: Fault[] = [];
  const secrets: Record<string, string> = {};
  for (const name of SECRETS) {
    const variable = `${name}_FILE`;
    const path = environment[variable];
    if (!isSet(path)) continue;
    const read = isSet(environment[name])
      ? E.left(`${name} is set as well: set only one of them`)
      : await readSecret(resolve(cwd, path.trim()));
    if (E.isLeft(read)) faults.push({ variable, reason: read.left });
    else secrets[name] = read.right;
  }
  return faults.length > 0 ? E.left(faults) : E.right({ ...environment, ...secrets });
};

/** The content of a file, or why it cannot be used. */
const readSecret = async (path: string): Promise<E.Either<string, string>> => {
  try {
    if ((await stat(path)).size > MAX_BYTES) return E.left('its file is too large');
    const secret = (await readFile(path, 'utf8')).trim();
    return secret === '' ? E.left('its file is empty') : E.right(secret);
  } catch (error) {
    return E.left(`its file cannot be read: ${errorCode(error)}`);
  }
};
