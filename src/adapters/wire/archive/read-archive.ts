import * as E from 'fp-ts/lib/Either.js';
import type { ArchiveBatch, ArchiveCounts } from '../../../application/data/move-data.js';
import { ARCHIVE_KINDS, type ArchiveKind } from '../../../application/ports/archive.js';
import { type ArchiveEntry, type ArchiveHeader, type ArchiveLine, readHeader, readLine } from './archive-line.js';
import { linesOf } from './lines-of.js';

/** Why an archive cannot be read any further; `reason` is a clause, such as `line 7: it is no JSON`. */
export interface BadArchive {
  readonly _tag: 'BadArchive';
  readonly reason: string;
}

/** The size of a batch: its records, and the characters of their lines. One record alone may be longer. */
const MAX_RECORDS = 1_000;
const MAX_CHARACTERS = 4 * 1024 * 1024;

/**
 * Reads an archive from the pieces of its text, and checks each line. `onHeader` is called with the header before the first batch. If
 * the archive is not complete and correct, the last item is a left.
 */
export async function* readArchive(
  pieces: AsyncIterable<string>,
  onHeader: (header: ArchiveHeader) => void,
): AsyncGenerator<E.Either<BadArchive, ArchiveBatch>> {
  const reader = makeReader(onHeader);
  let entries: ArchiveEntry[] = [];
  let characters = 0;
  try {
    for await (const { lines, isCut } of linesOf(pieces)) {
      for (const line of lines) {
        const read = reader.take(line, isCut);
        if (E.isLeft(read)) {
          yield read;
          return;
        }
        if (read.right === null) continue;
        const isFull = entries.length === MAX_RECORDS || characters + line.length > MAX_CHARACTERS;
        if (entries.length > 0 && (isFull || entries[0]?.kind !== read.right.kind)) {
          yield E.right(batchOf(entries));
          entries = [];
          characters = 0;
        }
        entries.push(read.right);
        characters += line.length;
      }
    }
    const end = reader.end();
    if (E.isLeft(end)) yield end;
    else if (entries.length > 0) yield E.right(batchOf(entries));
  } catch (thrown) {
    yield bad(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** A batch of entries, which are of one kind. */
const batchOf = (entries: readonly ArchiveEntry[]): ArchiveBatch =>
  ({ kind: entries[0]?.kind, records: entries.map(({ record }) => record) }) as ArchiveBatch;

const bad = (reason: string): E.Either<BadArchive, never> => E.left({ _tag: 'BadArchive', reason });

/** Checks an archive line by line. */
interface Reader {
  /** The record on a line; null for the header and the footer. `isCut`: the text ends within the line. */
  readonly take: (line: string, isCut: boolean) => E.Either<BadArchive, ArchiveEntry | null>;
  /** Whether the archive is complete, now that no line follows. */
  readonly end: () => E.Either<BadArchive, void>;
}

const makeReader = (onHeader: (header: ArchiveHeader) => void): Reader => {
  const counts = new Map<ArchiveKind, number>();
  let number = 0;
  let version = 0;
  let ended = false;
  let latest: ArchiveKind = ARCHIVE_KINDS[0];

  const badLine = (reason: string) => bad(`line ${number}: ${reason}`);

  const take: Reader['take'] = (line, isCut) => {
    number += 1;
    if (number === 1) {
      const header = readHeader(line);
      if (E.isLeft(header)) return bad(header.left);
      version = header.right.version;
      onHeader(header.right);
      return E.right(null);
    }
    if (ended) return badLine('it stands after the end');
    const read = readLine(line, version);
    if (E.isLeft(read)) return isCut ? bad(`it is cut off in line ${number}`) : badLine(read.left);
    return accept(read.right);
  };

  const accept = (line: ArchiveLine): E.Either<BadArchive, ArchiveEntry | null> => {
    if (line.kind === 'end') {
      ended = true;
      const complaint = complaintAbout(line.counts, counts);
      return complaint === null ? E.right(null) : badLine(complaint);
    }
    if (ARCHIVE_KINDS.indexOf(line.kind) < ARCHIVE_KINDS.indexOf(latest)) {
      return badLine(`a record of kind ${line.kind} cannot follow one of kind ${latest}`);
    }
    latest = line.kind;
    counts.set(line.kind, (counts.get(line.kind) ?? 0) + 1);
    return E.right(line);
  };

  const end: Reader['end'] = () => {
    if (number === 0) return bad('it is empty');
    return ended ? E.right(undefined) : bad(`it is cut off after line ${number}`);
  };

  return { take, end };
};

/** Which count of the footer differs from the records that were read; null if none does. */
const complaintAbout = (expected: ArchiveCounts, read: ReadonlyMap<ArchiveKind, number>): string | null => {
  const kind = ARCHIVE_KINDS.find((kind) => expected[kind] !== (read.get(kind) ?? 0));
  return kind === undefined
    ? null
    : `it counts ${expected[kind]} records of kind ${kind}, and ${read.get(kind) ?? 0} came before it`;
};
