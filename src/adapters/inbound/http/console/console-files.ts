import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { CODINGS, type Coding } from './content-coding.js';

/** A file of the console, whole, in each coding that the build made. */
export interface ConsoleFile {
  readonly contentType: string;
  /** Whether its name changes with its content, so that a browser may keep it for good. */
  readonly isHashed: boolean;
  /** Of the content, whichever coding it is sent in. */
  readonly etag: string;
  readonly plain: Uint8Array;
  readonly coded: ReadonlyMap<Coding, Uint8Array>;
}

/** The files of the console by name, such as `index.html`. */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>;

/** The page itself: every view of the console is this file. */
export const INDEX = 'index.html';

/** What the build lists: the name of each file by what it is. */
const Manifest = t.record(t.string, t.string);

/** More files than the console will have; a longer list is refused. */
const MAX_FILES = 200;

/** Where the console was built to: beside the built program, or in `dist` if the sources run. */
export const consoleFolder = (): string => {
  const beside = fileURLToPath(new URL('../../../../console/', import.meta.url));
  const built = join(beside, '../../dist/console');
  return existsSync(join(beside, 'manifest.json')) ? beside : built;
};

/**
 * Reads the files that the manifest of this folder names. Null if there is no manifest: the console was not built. Rejects if the folder is not whole.
 */
export const readConsole = async (folder: string): Promise<ConsoleFiles | null> => {
  const listed = await readIfThere(join(folder, 'manifest.json'));
  if (listed === null) return null;
  const manifest = Manifest.decode(JSON.parse(listed.toString('utf8')));
  if (E.isLeft(manifest)) throw new Error(`the manifest of the console in ${folder} is no list of names`);
  const names = [...new Set([INDEX, ...Object.values(manifest.right)])];
  if (names.length > MAX_FILES) throw new Error(`the manifest of the console in ${folder} has too many names`);
  const files = await Promise.all(names.map(async (name) => [name, await readOne(folder, name)] as const));
  return new Map(files);
};

const readOne = async (folder: string, name: string): Promise<ConsoleFile> => {
  const plain = await readFile(join(folder, name));
  const coded = new Map<Coding, Uint8Array>();
  for (const coding of CODINGS) {
    const bytes = await readIfThere(join(folder, `${name}${ENDINGS[coding]}`));
    if (bytes !== null) coded.set(coding, bytes);
  }
  const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  return {
    contentType: CONTENT_TYPES[extname(name)] ?? 'application/octet-stream',
    isHashed: HASHED.test(name),
    etag: `W/"${digest}"`,
    plain,
    coded,
  };
};

const ENDINGS: Readonly<Record<Coding, string>> = { br: '.br', gzip: '.gz' };

/** A name with a hash before its ending, such as `main-5XQ2MLNJ.js`. */
const HASHED = /[-.][A-Za-z0-9_]{8,}\.[a-z0-9]+$/;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

const readIfThere = (path: string): Promise<Buffer | null> =>
  readFile(path).catch((unreadable: NodeJS.ErrnoException) => {
    if (unreadable.code === 'ENOENT') return null;
    throw unreadable;
  });
