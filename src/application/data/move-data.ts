import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId } from '../../domain/ids.js';
import {
  ARCHIVE_KINDS,
  type Archive,
  type ArchiveKind,
  type ArchivePage,
  type ArchiveRecords,
} from '../ports/archive.js';
import type { StorageError } from '../ports/storage-error.js';

/** The number of records of each kind. */
export type ArchiveCounts = Readonly<Record<ArchiveKind, number>>;

/** Receives what is exported; each step waits for the one before. */
export interface ArchiveSink<F> {
  /** Called first, with the number of records to come. */
  readonly begin: (counts: ArchiveCounts) => TaskEither<F, void>;
  /** Kinds come in the order of `ARCHIVE_KINDS`. */
  readonly put: <K extends ArchiveKind>(kind: K, records: readonly ArchiveRecords[K][]) => TaskEither<F, void>;
  /** Called last, with the number of records put; not called if the export fails. */
  readonly end: (counts: ArchiveCounts) => TaskEither<F, void>;
}

/** Another process wrote during the export, so records of different kinds may not fit together. */
export interface ArchiveChanged {
  readonly _tag: 'ArchiveChanged';
  readonly kind: ArchiveKind;
}

/** Some records of one kind. */
export type ArchiveBatch = {
  readonly [K in ArchiveKind]: { readonly kind: K; readonly records: readonly ArchiveRecords[K][] };
}[ArchiveKind];

/** What is to be imported; a left ends it. Kinds come in the order of `ARCHIVE_KINDS`. */
export type ArchiveSource<F> = AsyncIterable<E.Either<F, ArchiveBatch>>;

export type ImportRefusal =
  /** The storage holds records that do not come from this archive; nothing was written. */
  | { readonly _tag: 'NotEmpty'; readonly kind: ArchiveKind }
  /** The storage holds fewer records than were imported: some have an id or key that other records have already. */
  | { readonly _tag: 'NotAllKept'; readonly kind: ArchiveKind; readonly imported: number; readonly kept: number };

/** Records in a page: few enough that a page of the largest deliveries fits in memory. */
const PAGE = 250;

/** Exports everything into a sink, page by page; answers with the counts. No other process may write meanwhile. */
export const exportAll =
  <F>(archive: Archive, sink: ArchiveSink<F>): TaskEither<StorageError | ArchiveChanged | F, ArchiveCounts> =>
  async () => {
    const before = await countAll(archive)();
    if (E.isLeft(before)) return before;
    const begun = await sink.begin(before.right)();
    if (E.isLeft(begun)) return begun;

    const counts = noCounts();
    for (const kind of ARCHIVE_KINDS) {
      const put = await exportKind(archive, kind, sink)();
      if (E.isLeft(put)) return put;
      counts[kind] = put.right;
      if (put.right !== before.right[kind]) return E.left({ _tag: 'ArchiveChanged', kind });
    }
    const ended = await sink.end(counts)();
    return E.isLeft(ended) ? ended : E.right(counts);
  };

const exportKind =
  <K extends ArchiveKind, F>(
    archive: Archive,
    kind: K,
    sink: Pick<ArchiveSink<F>, 'put'>,
  ): TaskEither<StorageError | F, number> =>
  async () => {
    let count = 0;
    for await (const page of pagesOf(archive, kind)) {
      if (E.isLeft(page)) return page;
      const put = await sink.put(kind, page.right)();
      if (E.isLeft(put)) return put;
      count += page.right.length;
    }
    return E.right(count);
  };

/** All records of a kind, page by page; ends at the first page that cannot be read. */
async function* pagesOf<K extends ArchiveKind>(
  archive: Archive,
  kind: K,
): AsyncGenerator<E.Either<StorageError, readonly ArchiveRecords[K][]>> {
  for (let from: string | null = null; ; ) {
    const page: E.Either<StorageError, ArchivePage<K>> = await archive.read(kind, from, PAGE)();
    if (E.isLeft(page)) {
      yield page;
      return;
    }
    yield E.right(page.right.records);
    from = page.right.next;
    if (from === null) return;
  }
}

/**
 * Imports everything that a source gives; answers with the counts. Records that are stored already are left unchanged, so an
 * interrupted import can be repeated from the start. A storage that holds anything else is refused before anything is written: one
 * with an app that the source does not give or, without any app, one that holds any record.
 */
export const importAll =
  <F>(archive: Archive, source: ArchiveSource<F>): TaskEither<StorageError | ImportRefusal | F, ArchiveCounts> =>
  async () => {
    const counts = noCounts();
    const apps: ArchiveRecords['app'][] = [];
    let admitted = false;

    for await (const read of source) {
      if (E.isLeft(read)) return read;
      const { kind, records } = read.right;
      counts[kind] += records.length;
      if (read.right.kind === 'app') {
        // All apps have to be known before the first record is written.
        apps.push(...read.right.records);
        continue;
      }
      const done = await (admitted ? archive.write(kind, records) : admitFirst(archive, apps, read.right))();
      if (E.isLeft(done)) return done;
      admitted = true;
    }
    const done = admitted ? E.right(undefined) : await admitFirst(archive, apps, null)();
    if (E.isLeft(done)) return done;
    return verify(archive, counts)();
  };

/** Writes the apps and the batch after them, if the storage holds nothing else. */
const admitFirst =
  (
    archive: Archive,
    apps: readonly ArchiveRecords['app'][],
    first: ArchiveBatch | null,
  ): TaskEither<StorageError | ImportRefusal, void> =>
  async () => {
    const stored = await storedApps(archive)();
    if (E.isLeft(stored)) return stored;
    const given = new Set(apps.map(({ app }) => app.id));
    if (stored.right.some((id) => !given.has(id))) return E.left({ _tag: 'NotEmpty', kind: 'app' });
    if (stored.right.length === 0) {
      const counts = await countAll(archive)();
      if (E.isLeft(counts)) return counts;
      const kind = ARCHIVE_KINDS.find((kind) => counts.right[kind] > 0);
      if (kind !== undefined) return E.left({ _tag: 'NotEmpty', kind });
    }
    const written = await archive.write('app', apps)();
    return E.isLeft(written) || first === null ? written : archive.write(first.kind, first.records)();
  };

const storedApps =
  (archive: Archive): TaskEither<StorageError, readonly AppId[]> =>
  async () => {
    const ids: AppId[] = [];
    for await (const page of pagesOf(archive, 'app')) {
      if (E.isLeft(page)) return page;
      ids.push(...page.right.map(({ app }) => app.id));
    }
    return E.right(ids);
  };

const verify =
  (archive: Archive, imported: ArchiveCounts): TaskEither<StorageError | ImportRefusal, ArchiveCounts> =>
  async () => {
    const stored = await countAll(archive)();
    if (E.isLeft(stored)) return stored;
    const kind = ARCHIVE_KINDS.find((kind) => stored.right[kind] < imported[kind]);
    return kind === undefined
      ? E.right(imported)
      : E.left({ _tag: 'NotAllKept', kind, imported: imported[kind], kept: stored.right[kind] });
  };

const countAll =
  (archive: Archive): TaskEither<StorageError, ArchiveCounts> =>
  async () => {
    const counts = noCounts();
    for (const kind of ARCHIVE_KINDS) {
      const counted = await archive.count(kind)();
      if (E.isLeft(counted)) return counted;
      counts[kind] = counted.right;
    }
    return E.right(counts);
  };

const noCounts = (): Record<ArchiveKind, number> => ({
  app: 0,
  organization: 0,
  apiKey: 0,
  audit: 0,
  mapping: 0,
  contact: 0,
  appRecord: 0,
  call: 0,
  voicemail: 0,
  message: 0,
  stream: 0,
  event: 0,
  delivery: 0,
});
