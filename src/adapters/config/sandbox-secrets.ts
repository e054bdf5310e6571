import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { errorCode } from './error-code.js';
import { type Environment, isSet } from './variable.js';

/** The secrets that a sandbox makes for itself where they are not set. */
const SECRETS = ['INTERNAL_API_SECRET', 'DIALPAD_WEBHOOK_SECRET'] as const;
type SecretName = (typeof SECRETS)[number];

const HEADING = '# Secrets of a sandbox, made by the server. Not for production.\n';

/** One round to create the file, one to complete another process's file, one to read the outcome, and one to spare. */
const MAX_ROUNDS = 4;

export interface SandboxSecrets {
  readonly secrets: Environment;
  /** The file that holds them; null if none were needed. */
  readonly path: string | null;
}

/**
 * Completes an environment with secrets that are made once and stored in `DATA_DIR/sandbox.env`, readable by its owner only. A
 * secret that is set is neither replaced nor stored. Of several processes that create the file at once one wins, and all use its
 * secrets. Rejects if the folder cannot be written.
 */
export const completeSecrets = async (environment: Environment, dataDir: string): Promise<SandboxSecrets> => {
  const missing = SECRETS.filter((name) => !isSet(environment[name]));
  if (missing.length === 0) return { secrets: {}, path: null };
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'sandbox.env');
  const stored = await storedSecrets(path, missing);
  return { secrets: Object.fromEntries(missing.map((name) => [name, stored[name]])), path };
};

/** The secrets that a sandbox has made; none where it has not started yet. Rejects if the file is closed to this user. */
export const madeSecrets = async (dataDir: string): Promise<Environment> =>
  parse((await readIfExists(join(dataDir, 'sandbox.env'))) ?? '');

/** The same; where it has not started yet, a text in place of each. */
export const sandboxSecrets = async (dataDir: string): Promise<Environment> => ({
  ...Object.fromEntries(SECRETS.map((name) => [name, 'made by the first start'])),
  ...(await madeSecrets(dataDir)),
});

/** Whether a sandbox makes a secret itself. */
export const lacksSecrets = (environment: Environment): boolean => SECRETS.some((name) => !isSet(environment[name]));

/** Adds the secrets that the file lacks, until it lacks none; returns what it holds. */
const storedSecrets = async (path: string, names: readonly SecretName[]): Promise<Environment> => {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = await readIfExists(path);
    const stored = parse(before ?? '');
    const lacking = names.filter((name) => !isSet(stored[name]));
    if (lacking.length === 0) return stored;
    const made = lacking.map((name) => `${name}=${randomBytes(32).toString('hex')}\n`).join('');
    await (before === null ? create(path, HEADING + made) : replace(path, `${before.replace(/\n*$/, '\n')}${made}`));
  }
  throw new Error(`the secrets in ${path} cannot be stored`);
};

const readIfExists = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
};

/** Creates the file in one step. Where another process was quicker, its file stays. */
const create = (path: string, text: string): Promise<void> =>
  withDraft(path, text, async (draft) => {
    try {
      await link(draft, path);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  });

const replace = (path: string, text: string): Promise<void> => withDraft(path, text, (draft) => rename(draft, path));

/** Writes a text to a file of its own, which `put` moves into place in one step. */
const withDraft = async (path: string, text: string, put: (draft: string) => Promise<void>): Promise<void> => {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true });
    await put(draft);
  } finally {
    await rm(draft, { force: true });
  }
};
