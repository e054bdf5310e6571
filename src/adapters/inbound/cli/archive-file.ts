import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import {
  addAbortSignal,
  type Duplex,
  PassThrough,
  type PipelineOptions,
  pipeline as pipe,
  type Readable,
  type Writable,
} from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type CommandContext, type CommandError, commandError, reasonOf } from './command-context.js';

/** A destination for the text of an archive. */
export interface ArchiveWriter {
  /** Resolves once there is room for more. */
  readonly write: (text: string) => TaskEither<CommandError, void>;
  /** Resolves once everything is written; only then does the file get its name. */
  readonly finish: TaskEither<CommandError, void>;
  /** Stops writing and deletes what was written to a file. */
  readonly abandon: () => Promise<void>;
}

const isCompressed = (file: string): boolean => file.endsWith('.gz');

/**
 * Opens a new file for an archive. It is called `<file>.part` until it is finished. Only its owner may read it, because it holds
 * message texts and hashes of keys. An existing file is never overwritten: the left says so.
 */
export const newFile =
  (file: string, signal: AbortSignal): TaskEither<CommandError, ArchiveWriter> =>
  async () => {
    if (await exists(file)) return E.left(commandError(`${file} exists already: name another file, or remove it`));
    const part = `${file}.part`;
    await rm(part, { force: true });
    const disk = createWriteStream(part, { mode: 0o600, flags: 'wx', flush: true });
    const writer = writerTo(isCompressed(file) ? createGzip() : new PassThrough(), disk, file, { signal });
    return E.right({
      write: writer.write,
      finish: async () => {
        const finished = await writer.finish();
        return E.isLeft(finished) ? finished : attempt(file, () => rename(part, file))();
      },
      abandon: async () => {
        await writer.abandon();
        // The stream may still be opening the file, which would create it again after the removal.
        if (!disk.closed) await once(disk, 'close');
        await rm(part, { force: true });
      },
    });
  };

export const standardOutput = ({ stdout, signal }: Pick<CommandContext, 'stdout' | 'signal'>): ArchiveWriter =>
  writerTo(new PassThrough(), stdout, 'standard output', { signal, end: false });

const writerTo = (entry: Duplex, destination: Writable, name: string, options: PipelineOptions): ArchiveWriter => {
  const done = pipeline(entry, destination, options);
  // `write` and `finish` report a failure; this only prevents an unhandled rejection when neither is waiting.
  done.catch(() => undefined);
  const written = (text: string) =>
    new Promise<void>((resolve, reject) => entry.write(text, (error) => (error ? reject(error) : resolve())));
  return {
    // The pipeline rejects with the cause; the entry's own error only says that it was closed.
    write: (text: string) => attempt(name, () => written(text).catch(() => done)),
    finish: attempt(name, () => {
      entry.end();
      return done;
    }),
    abandon: async () => {
      entry.destroy();
      await done.catch(() => undefined);
    },
  };
};

const attempt =
  (name: string, work: () => Promise<void>): TaskEither<CommandError, void> =>
  async () => {
    try {
      return E.right(await work());
    } catch (thrown) {
      return E.left(commandError(`cannot write ${name}: ${reasonOf(thrown)}`));
    }
  };

export const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** The text of a file, in chunks; unpacked if its name ends in .gz. The iteration throws if the file cannot be read. */
export const fileText = (file: string, signal: AbortSignal): AsyncIterable<string> => {
  const disk = createReadStream(file, { signal });
  // A failure of either stream ends both, and is thrown by the one that is read.
  return textOf(isCompressed(file) ? pipe(disk, createGunzip(), () => undefined) : disk);
};

export const standardInput = ({ stdin, signal }: Pick<CommandContext, 'stdin' | 'signal'>): AsyncIterable<string> =>
  textOf(addAbortSignal(signal, stdin));

/** Bytes that are not UTF-8 become U+FFFD. */
const textOf = (stream: Readable): AsyncIterable<string> => stream.setEncoding('utf8');
