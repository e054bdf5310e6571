import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import type { Environment } from './environment.js';

/** What a sandbox makes for itself where it is not given. */
const SECRETS = ['INTERNAL_API_SECRET', 'DIALPAD_WEBHOOK_SECRET'] as const;

export interface SandboxSecrets {
  readonly secrets: Environment;
  /** Where they are kept; null if none had to be made, now or before. */
  readonly path: string | null;
}

/**
 * Completes an environment with secrets that are made once and kept in `DATA_DIR/sandbox.env`, for its owner's eyes only.
 * A secret that is given is neither replaced nor written down. Rejects if the folder cannot be written.
 */
export const completeSecrets = async (environment: Environment, dataDir: string): Promise<SandboxSecrets> => {
  const missing = SECRETS.filter((name) => (environment[name] ?? '').trim() === '');
  if (missing.length === 0) return { secrets: {}, path: null };

  const path = join(dataDir, 'sandbox.env');
  await mkdir(dataDir, { recursive: true });
  const before = await readSecrets(path);
  const lacking = missing.filter((name) => before[name] === undefined);
  const kept = lacking.length === 0 ? before : await keep(path, before, lacking);
  return { secrets: Object.fromEntries(missing.map((name) => [name, kept[name]])), path };
};

const readSecrets = async (path: string): Promise<Environment> => {
  try {
    return parse(await readFile(path));
  } catch (trouble) {
    if (trouble instanceof Error && 'code' in trouble && trouble.code === 'ENOENT') return {};
    throw trouble;
  }
};

/** Adds new secrets to the file. Of two processes that begin it together one wins, and both go on with what it wrote. */
const keep = async (path: string, before: Environment, lacking: readonly string[]): Promise<Environment> => {
  const made = Object.fromEntries(lacking.map((name) => [name, randomBytes(32).toString('hex')]));
  const text = Object.entries({ ...before, ...made }).map(([name, value]) => `${name}=${value}\n`);
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, ['# Secrets of a sandbox, made by the server. Not for production.\n', ...text], {
    mode: 0o600,
  });
  try {
    if (Object.keys(before).length > 0) await rename(draft, path);
    else await link(draft, path);
  } catch (trouble) {
    if (!(trouble instanceof Error && 'code' in trouble && trouble.code === 'EEXIST')) throw trouble;
  } finally {
    await rm(draft, { force: true });
  }
  await chmod(path, 0o600);
  return readSecrets(path);
};
