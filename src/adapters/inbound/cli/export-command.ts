import { join, resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import {
  type ArchiveChanged,
  type ArchiveCounts,
  type ArchiveSink,
  exportAll,
} from '../../../application/data/move-data.js';
import type { Archive } from '../../../application/ports/archive.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import { footerLine, headerLine, recordLine } from '../../wire/archive/archive-line.js';
import { inWords, totalOf } from '../../wire/archive/archive-words.js';
import { type ArchiveWriter, newFile, standardOutput } from './archive-file.js';
import { type CommandContext, type CommandError, commandError } from './command-context.js';
import { type Progress, progressOn } from './progress.js';
import { secondsSince } from './seconds.js';

/** The file that data are moved to or from; null for the standard stream. `json` prints how much it was as JSON. */
export interface Moved {
  readonly file: string | null;
  readonly json: boolean;
}

/** Writes everything in an archive to a file (null for standard output) and prints how much it was. */
export const exportCommand =
  (
    archive: Archive,
    engine: string,
    { file, json }: Moved,
    context: CommandContext,
  ): TE.TaskEither<CommandError, void> =>
  async () => {
    const startedAt = performance.now();
    const opened =
      file === null ? E.right(standardOutput(context)) : await newFile(resolve(context.cwd, file), context.signal)();
    if (E.isLeft(opened)) return opened;
    const writer = opened.right;

    const progress = progressOn(context.stderr, 'Exporting');
    const exported = await exportAll(archive, sinkOf(writer, engine, progress, context.signal))();
    progress.end();
    if (E.isLeft(exported)) {
      await writer.abandon();
      return E.left(context.signal.aborted ? INTERRUPTED : explain(exported.left));
    }
    const summary = `Exported ${inWords(exported.right)} to ${file ?? 'standard output'} in ${secondsSince(startedAt)}`;
    const done = json ? JSON.stringify({ file, counts: exported.right }) : summary;
    (file === null ? context.stderr : context.stdout).write(`${done}\n`);
    return E.right(undefined);
  };

/** Where an export goes if no file is named: beside the data, which no version control picks up. */
export const exportFileIn = (dataDir: string, now: Date): string =>
  join(dataDir, `cti-export-${now.toISOString().slice(0, 10)}.ndjson`);

const sinkOf = (
  { write, finish }: ArchiveWriter,
  engine: string,
  progress: Progress,
  signal: AbortSignal,
): ArchiveSink<CommandError> => ({
  begin: (counts: ArchiveCounts) => {
    progress.begin(totalOf(counts));
    return write(headerLine(new Date().toISOString(), engine, counts));
  },
  put: (kind, records) => {
    if (signal.aborted) return TE.left(INTERRUPTED);
    progress.advance(records.length);
    return write(records.map((record) => recordLine(kind, record)).join(''));
  },
  end: (counts) => TE.chain(() => finish)(write(footerLine(counts))),
});

const INTERRUPTED = commandError('The export was interrupted.');

const explain = (error: StorageError | ArchiveChanged | CommandError): CommandError => {
  switch (error._tag) {
    case 'CommandError':
      return error;
    case 'ArchiveChanged':
      return commandError(
        'The storage was written to during the export. Stop every server that uses it, then export again.',
      );
    case 'StorageUnavailable':
    case 'StorageFault':
      return commandError(`The storage cannot be read: ${error.detail}`);
    default:
      return error satisfies never;
  }
};
