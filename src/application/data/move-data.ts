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

/** How many records there are of each kind. */
export type ArchiveCounts = Readonly<Record<ArchiveKind, number>>;

/** Takes in what is exported; each step waits for the one before. */
export interface ArchiveSink<F> {
  /** Is told first how much there is to come. */
  readonly begin: (counts: ArchiveCounts) => TaskEither<F, void>;
  /** Kinds come in the order of `ARCHIVE_KINDS`. */
  readonly put: <K extends ArchiveKind>(kind: K, records: readonly ArchiveRecords[K][]) => TaskEither<F, void>;
  /** Is told last how much has come, if that is all. */
  readonly end: (counts: ArchiveCounts) => TaskEither<F, void>;
}

/** Somebody wrote while it was exported: what was read of one kind may not fit what was read of another. */
export interface ArchiveChanged {
  readonly _tag: 'ArchiveChanged';
  readonly kind: ArchiveKind;
}

/** Some records of one kind. */
export type ArchiveBatch = {
  readonly [K in ArchiveKind]: { readonly kind: K; readonly records: readonly ArchiveRecords[K][] };
}[ArchiveKind];

/** What is to be imported, or why there is no more of it. Kinds come in the order of `ARCHIVE_KINDS`. */
export type ArchiveSource<F> = AsyncIterable<E.Either<F, ArchiveBatch>>;

export type ImportRefusal =
  /** The storage keeps something that is not of what is to be imported; nothing was written. */
  | { readonly _tag: 'NotEmpty'; readonly kind: ArchiveKind }
  /** The storage keeps fewer than were imported: some stand under an id or a key that others have. */
  | { readonly _tag: 'NotAllKept'; readonly kind: ArchiveKind; readonly imported: number; readonly kept: number };

/** So few that a page of the largest deliveries there are still fits in memory. */
const PAGE = 250;

/** Reads all that is kept into a sink, page by page; answers how much it was. Nobody may write meanwhile. */
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

/** All records of a kind, page by page, until one cannot be read. */
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
 * Keeps all that a source gives; answers how much it was. What is kept already is left alone, so that an import that was broken
 * off can be done again from the start. A storage that keeps anything else is refused before anything is written: one with an
 * app that the source does not give or, where it has no app, with anything at all.
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
        // All of them have to be known before the first is written.
        apps.push(...read.right.records);
        continue;
      }
      const done = await (admitted ? archive.write(kind, records) : admit(archive, apps, read.right))();
      if (E.isLeft(done)) return done;
      admitted = true;
    }
    const done = admitted ? E.right(undefined) : await admit(archive, apps, null)();
    if (E.isLeft(done)) return done;
    return verify(archive, counts)();
  };

/** Keeps the apps, and the batch that followed them, if the storage keeps nothing else. */
const admit =
  (
    archive: Archive,
    apps: readonly ArchiveRecords['app'][],
    first: ArchiveBatch | null,
  ): TaskEither<StorageError | ImportRefusal, void> =>
  async () => {
    const kept = await keptApps(archive)();
    if (E.isLeft(kept)) return kept;
    const given = new Set(apps.map(({ app }) => app.id));
    if (kept.right.some((id) => !given.has(id))) return E.left({ _tag: 'NotEmpty', kind: 'app' });
    if (kept.right.length === 0) {
      const counts = await countAll(archive)();
      if (E.isLeft(counts)) return counts;
      const kind = ARCHIVE_KINDS.find((kind) => counts.right[kind] > 0);
      if (kind !== undefined) return E.left({ _tag: 'NotEmpty', kind });
    }
    const written = await archive.write('app', apps)();
    return E.isLeft(written) || first === null ? written : archive.write(first.kind, first.records)();
  };

const keptApps =
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
    const kept = await countAll(archive)();
    if (E.isLeft(kept)) return kept;
    const kind = ARCHIVE_KINDS.find((kind) => kept.right[kind] < imported[kind]);
    return kind === undefined
      ? E.right(imported)
      : E.left({ _tag: 'NotAllKept', kind, imported: imported[kind], kept: kept.right[kind] });
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
  appRecord: 0,
  call: 0,
  voicemail: 0,
  message: 0,
  stream: 0,
  event: 0,
  delivery: 0,
});
