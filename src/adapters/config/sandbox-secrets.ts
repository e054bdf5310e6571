import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { errorCode } from './error-code.js';
import { type Environment, isSet } from './variable.js';

/** What a sandbox makes for itself where it is not given. */
const SECRETS = ['INTERNAL_API_SECRET', 'DIALPAD_WEBHOOK_SECRET'] as const;
type SecretName = (typeof SECRETS)[number];

const HEADING = '# Secrets of a sandbox, made by the server. Not for production.\n';

/** One round to begin the file, one to complete another process's, one to read the outcome, and one to spare. */
const MAX_ROUNDS = 4;

export interface SandboxSecrets {
  readonly secrets: Environment;
  /** Where they are kept; null if none had to be made, now or before. */
  readonly path: string | null;
}

/**
 * Completes an environment with secrets that are made once and kept in `DATA_DIR/sandbox.env`, for its owner's eyes only.
 * A secret that is given is neither replaced nor written down. Of processes that begin the file together one wins, and all
 * go on with what it wrote. Rejects if the folder cannot be written.
 */
export const completeSecrets = async (environment: Environment, dataDir: string): Promise<SandboxSecrets> => {
  const missing = SECRETS.filter((name) => !isSet(environment[name]));
  if (missing.length === 0) return { secrets: {}, path: null };
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, 'sandbox.env');
  const kept = await keep(path, missing);
  return { secrets: Object.fromEntries(missing.map((name) => [name, kept[name]])), path };
};

/** Writes the secrets that the file lacks, until it lacks none; answers with what it holds. */
const keep = async (path: string, names: readonly SecretName[]): Promise<Environment> => {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = await readIfThere(path);
    const kept = parse(before ?? '');
    const lacking = names.filter((name) => !isSet(kept[name]));
    if (lacking.length === 0) return kept;
    const made = lacking.map((name) => `${name}=${randomBytes(32).toString('hex')}\n`).join('');
    await (before === null ? begin(path, HEADING + made) : replace(path, `${before.replace(/\n*$/, '\n')}${made}`));
  }
  throw new Error(`the secrets in ${path} cannot be kept`);
};

const readIfThere = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (trouble) {
    if (errorCode(trouble) === 'ENOENT') return null;
    throw trouble;
  }
};

/** Puts a whole file where there is none. Where another process was quicker, its file stays. */
const begin = (path: string, text: string): Promise<void> =>
  withDraft(path, text, async (draft) => {
    try {
      await link(draft, path);
    } catch (trouble) {
      if (errorCode(trouble) !== 'EEXIST') throw trouble;
    }
  });

const replace = (path: string, text: string): Promise<void> => withDraft(path, text, (draft) => rename(draft, path));

/** Writes a text down under a name of its own, to be put in place in one step. */
const withDraft = async (path: string, text: string, put: (draft: string) => Promise<void>): Promise<void> => {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true });
    await put(draft);
  } finally {
    await rm(draft, { force: true });
  }
};
