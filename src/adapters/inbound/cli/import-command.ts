import { resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type ArchiveBatch, type ImportRefusal, importAll } from '../../../application/data/move-data.js';
import type { Archive } from '../../../application/ports/archive.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import { inWords, nounOf, totalOf } from '../../wire/archive/archive-words.js';
import { type BadArchive, readArchive } from '../../wire/archive/read-archive.js';
import { fileText, standardInput } from './archive-file.js';
import { type CommandContext, type CommandError, commandError } from './command-context.js';
import type { Moved } from './export-command.js';
import { type Progress, progressOn } from './progress.js';
import { secondsSince } from './seconds.js';

/** Stores everything that a file (null for standard input) holds and prints how much it was. */
export const importCommand =
  (archive: Archive, { file, json }: Moved, context: CommandContext): TaskEither<CommandError, void> =>
  async () => {
    const startedAt = performance.now();
    const progress = progressOn(context.stderr, 'Importing');
    const name = file ?? 'standard input';
    const text = file === null ? standardInput(context) : fileText(resolve(context.cwd, file), context.signal);
    const batches = readArchive(text, ({ counts }) => progress.begin(totalOf(counts)));
    const imported = await importAll(archive, withProgress(batches, progress, context.signal))();
    progress.end();
    if (E.isLeft(imported)) return E.left(context.signal.aborted ? INTERRUPTED : explain(imported.left, name));
    const summary = `Imported ${inWords(imported.right)} from ${name} in ${secondsSince(startedAt)}`;
    context.stdout.write(`${json ? JSON.stringify({ file, counts: imported.right }) : summary}\n`);
    return E.right(undefined);
  };

/** The same batches, with the progress shown, until the command is interrupted. */
async function* withProgress(
  batches: AsyncIterable<E.Either<BadArchive, ArchiveBatch>>,
  progress: Progress,
  signal: AbortSignal,
): AsyncGenerator<E.Either<BadArchive | CommandError, ArchiveBatch>> {
  for await (const batch of batches) {
    if (signal.aborted) {
      yield E.left(INTERRUPTED);
      return;
    }
    yield batch;
    if (E.isRight(batch)) progress.advance(batch.right.records.length);
  }
}

const AGAIN = 'What was imported stays; run the same command again to import the rest.';
const INTERRUPTED = commandError(`The import was interrupted. ${AGAIN}`);

const explain = (error: StorageError | ImportRefusal | BadArchive | CommandError, name: string): CommandError => {
  switch (error._tag) {
    case 'CommandError':
      return error;
    case 'BadArchive':
      return commandError(`Cannot import ${name}: ${error.reason}. Nothing after that was imported.`);
    case 'NotEmpty':
      return commandError(
        `The storage holds ${nounOf(error.kind, 2)} that are not in ${name}. Import into an empty storage. Nothing was imported.`,
      );
    case 'NotAllKept': {
      const { kind, kept, imported } = error;
      return commandError(
        `Of ${imported} ${nounOf(kind, imported)} in ${name} only ${kept} are stored: others had their place. Import into an empty storage.`,
      );
    }
    case 'StorageUnavailable':
    case 'StorageFault':
      return commandError(`The storage cannot be written: ${error.detail}. ${AGAIN}`);
    default:
      return error satisfies never;
  }
};
