import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import type { ArchiveBatch, ArchiveCounts } from '../../../application/data/move-data.js';
import { ARCHIVE_KINDS, type ArchiveKind, type ArchiveRecords } from '../../../application/ports/archive.js';
import { storedCallOf } from '../stored/restore-call.js';
import { storedEventOf } from '../stored/restore-event.js';
import { oneOf } from '../words.js';
import { ARCHIVE_CODECS, type ArchiveCodecs } from './archive-codecs.js';
import { ARCHIVE_V1_CODECS } from './archive-v1-codecs.js';
import { ARCHIVE_V2_CODECS } from './archive-v2-codecs.js';

/*
 * An archive file is lines of JSON: a header, one line for each record in the order of `ARCHIVE_KINDS`, and a footer with the counts. A
 * file without a footer is cut off.
 */

const FORMAT = 'cti-archive';
const VERSION = 3;
/** The codecs of the records, by version of the file. */
const CODECS: ReadonlyMap<number, ArchiveCodecs> = new Map([
  [1, ARCHIVE_V1_CODECS],
  [2, ARCHIVE_V2_CODECS],
  [VERSION, ARCHIVE_CODECS],
]);

const AllCounts = t.record(oneOf(ARCHIVE_KINDS), t.number);

/** Kinds of records that older files do not have, nor count. */
const ADDED = { appRecord: 0, contact: 0 } satisfies Partial<ArchiveCounts>;

const Counts = new t.Type<ArchiveCounts, ArchiveCounts, unknown>(
  'Counts',
  AllCounts.is,
  (u, context) => AllCounts.validate(t.UnknownRecord.is(u) ? { ...ADDED, ...u } : u, context),
  t.identity,
);

const Named = t.type({ format: t.literal(FORMAT), version: t.number });

const Header = t.strict({
  format: t.literal(FORMAT),
  version: t.number,
  /** ISO 8601, UTC. */
  exported_at: t.string,
  engine: t.string,
  counts: Counts,
});
export type ArchiveHeader = t.TypeOf<typeof Header>;

const Footer = t.strict({ kind: t.literal('end'), counts: Counts });

const RecordLine = t.type({ kind: oneOf(ARCHIVE_KINDS), record: t.UnknownRecord });

/** A record, or the footer. */
export type ArchiveLine = ArchiveEntry | { readonly kind: 'end'; readonly counts: ArchiveCounts };

export type ArchiveEntry = {
  readonly [K in ArchiveKind]: { readonly kind: K; readonly record: ArchiveRecords[K] };
}[ArchiveKind];

/** The header, the first line of an archive. */
export const headerLine = (exportedAt: string, engine: string, counts: ArchiveCounts): string =>
  lineOf({ format: FORMAT, version: VERSION, exported_at: exportedAt, engine, counts } satisfies ArchiveHeader);

export const recordLine = (kind: ArchiveKind, record: ArchiveBatch['records'][number]): string =>
  lineOf({ kind, record: storedOf(record) });

/** A record as it is in the file, where some fields have other names. */
const storedOf = (record: ArchiveBatch['records'][number]): object => {
  if ('legContext' in record) return storedCallOf(record);
  return 'event' in record ? { ...record, event: storedEventOf(record.event) } : record;
};

/** The footer, the last line of an archive. */
export const footerLine = (counts: ArchiveCounts): string => lineOf({ kind: 'end', counts });

const lineOf = (json: object): string => `${JSON.stringify(json)}\n`;

/** Reads the header; the left says why the line is none. */
export const readHeader = (line: string): E.Either<string, ArchiveHeader> => {
  const named = pipe(
    parse(line),
    E.chainW((json) => Named.decode(json)),
  );
  if (E.isLeft(named)) return E.left('it does not begin like a file that cti export wrote');
  const { version } = named.right;
  if (!CODECS.has(version)) {
    const known = [...CODECS.keys()].join(', ').replace(/, (\d+)$/, ' and $1');
    return E.left(`it is of version ${version}, and this program reads versions ${known}: use the one that wrote it`);
  }
  return E.mapLeft((errors: t.Errors) => `line 1: ${complaintOf(errors)}`)(Header.decode(named.right));
};

/** Reads any other line of a file of this version; the left says what is wrong, without the values on the line, which may be secret. */
export const readLine = (line: string, version: number): E.Either<string, ArchiveLine> => {
  const json = parse(line);
  if (E.isLeft(json)) return json;
  const footer = Footer.decode(json.right);
  if (E.isRight(footer)) return footer;
  const read = RecordLine.decode(json.right);
  return E.isLeft(read) ? E.left(complaintOf(read.left)) : readRecord(read.right.kind, read.right.record, version);
};

const readRecord = (kind: ArchiveKind, json: unknown, version: number): E.Either<string, ArchiveEntry> => {
  const codecs = CODECS.get(version) ?? ARCHIVE_CODECS;
  const record = codecs[kind].decode(json);
  if (E.isLeft(record)) return E.left(`${kind}: ${complaintOf(record.left)}`);
  return E.right({ kind, record: record.right } as ArchiveEntry);
};

const parse = (line: string): E.Either<string, unknown> =>
  E.tryCatch(
    () => JSON.parse(line),
    () => 'it is no JSON',
  );

/** What is wrong, and where. */
const complaintOf = (errors: t.Errors): string => {
  // Every member of a union reports an error. The member that fits best fails at the deepest place.
  const depth = Math.max(...errors.map(({ context }) => context.length));
  const { context = [], value } = errors.find((error) => error.context.length === depth) ?? {};
  const path = context
    // The members of a union or an intersection are numbered in the context; the numbers are not part of the path.
    .filter((_, index) => !hasNumberedParts(context[index - 1]?.type))
    .map(({ key }) => key)
    .filter((key) => key !== '')
    .join('.');
  return `${path === '' ? 'it' : path} ${value === undefined ? 'is missing' : 'is not as it should be'}`;
};

const hasNumberedParts = (type: t.Decoder<unknown, unknown> | undefined): boolean =>
  type instanceof t.UnionType ||
  type instanceof t.IntersectionType ||
  (type instanceof t.ExactType && type.type instanceof t.IntersectionType);
