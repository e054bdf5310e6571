import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import * as fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { footerLine, headerLine, recordLine } from '../../../../src/adapters/wire/archive/archive-line.js';
import { readArchive } from '../../../../src/adapters/wire/archive/read-archive.js';
import { restoreCall, type StoredCall } from '../../../../src/adapters/wire/stored/restore-call.js';
import type { ArchiveCounts } from '../../../../src/application/data/move-data.js';
import { ARCHIVE_KINDS, type ArchiveRecords } from '../../../../src/application/ports/archive.js';
import type { Call } from '../../../../src/domain/call/call.js';
import { viewOf } from '../../../../src/domain/call/call-view.js';
import { archiveSamples } from '../../../../src/testing/storage/archive-samples.js';
import { call } from '../../../../src/testing/storage/samples.js';

const samples = archiveSamples();
const counts = Object.fromEntries(
  ARCHIVE_KINDS.map((kind) => [kind, samples[kind].length]),
) as unknown as ArchiveCounts;
const AT = '2026-11-23T12:00:00.000Z';

const archive = [
  headerLine(AT, 'sqlite', counts),
  ...ARCHIVE_KINDS.flatMap((kind) => samples[kind].map((record) => recordLine(kind, record))),
  footerLine(counts),
];

const inPieces = async function* (pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces;
};

/** What an archive gives: its header, the records of each kind, and the reason why there are no more. */
const read = async (...pieces: readonly string[]) => {
  const headers: unknown[] = [];
  const records: Record<string, unknown[]> = {};
  const reasons: string[] = [];
  for await (const batch of readArchive(inPieces(pieces), (header) => headers.push(header))) {
    if (E.isLeft(batch)) reasons.push(batch.left.reason);
    else records[batch.right.kind] = [...(records[batch.right.kind] ?? []), ...batch.right.records];
  }
  return { headers, records, reasons };
};

/** The one reason for which lines are refused. */
const refusal = async (lines: readonly string[]): Promise<string> => {
  const { reasons } = await read(lines.join(''));
  expect(reasons).to.have.length(1);
  return reasons[0] ?? '';
};

/** The archive with one line in place of another. */
const withLine = (number: number, line: string): readonly string[] => archive.with(number - 1, line);

const numberOf = (kind: string): number => archive.findIndex((line) => line.startsWith(`{"kind":"${kind}"`)) + 1;

describe('an archive file', () => {
  it('is read as it was written, with every kind of record, wherever the text is cut into pieces', async () => {
    const text = archive.join('');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: text.length }), { maxLength: 8 }), async (cuts) => {
        const ends = [...cuts.sort((x, y) => x - y), text.length];
        const { headers, records, reasons } = await read(...ends.map((end, n) => text.slice(ends[n - 1] ?? 0, end)));
        expect(reasons).to.deep.equal([]);
        expect(headers).to.deep.equal([
          { format: 'cti-archive', version: 3, exported_at: AT, engine: 'sqlite', counts },
        ]);
        expect(records).to.deep.equal(samples);
      }),
      { numRuns: 50 },
    );
  });

  it('is one line of JSON for each record, between a header and a footer with the counts', () => {
    const text = archive.join('');
    expect(text.endsWith('\n')).to.equal(true);
    const lines = text.slice(0, -1).split('\n');
    expect(lines).to.have.length(archive.length);
    expect(JSON.parse(lines[0] ?? '')).to.include({ format: 'cti-archive', version: 3 });
    expect(JSON.parse(lines.at(-1) ?? '')).to.deep.equal({ kind: 'end', counts });
  });

  it('may have other line ends, or none at its end, after an editor', async () => {
    const edited = archive.join('').replaceAll('\n', '\r\n').trimEnd();
    expect(await read(edited)).to.deep.include({ reasons: [], records: samples });
  });

  describe('of version 1', () => {
    const text = readFileSync(new URL('../../../fixtures/archive-of-version-1.ndjson', import.meta.url), 'utf8');
    const written = (kind: string): unknown[] =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
        .flatMap((line) => (line.kind === kind ? [line.record] : []));

    /** Apps had no country then. */
    const withCountry = (record: unknown) => {
      const { app, ...rest } = record as { readonly app: object };
      return { app: { ...app, country: null }, ...rest };
    };

    it('is read completely, and has no app records', async () => {
      const { headers, records, reasons } = await read(text);
      expect(reasons).to.deep.equal([]);
      expect(headers).to.have.length(1);
      expect(headers[0]).to.deep.include({ version: 1 }).and.have.nested.property('counts.appRecord', 0);
      for (const kind of ARCHIVE_KINDS.filter((kind) => !['call', 'voicemail', 'event'].includes(kind))) {
        expect(records[kind] ?? [], kind).to.deep.equal(
          kind === 'app' ? written(kind).map(withCountry) : written(kind),
        );
      }
    });

    it('gives a voicemail the one key that it was known by', async () => {
      const { records } = await read(text);
      const stored = written('voicemail') as readonly { readonly key: string }[];
      expect(stored).to.have.length(2);
      expect(records.voicemail).to.deep.equal(stored.map((record) => ({ ...record, keys: [record.key] })));
    });

    it('has calls that are conversations of their own', async () => {
      const { records } = await read(text);
      const calls = (records.call ?? []) as readonly Call[];
      expect(calls).to.deep.equal((written('call') as StoredCall[]).map(restoreCall));
      expect(calls.map(({ legContext }) => legContext.conversationId)).to.deep.equal(
        calls.map((one) => one.dialpadCallId),
      );
      expect(calls.map(({ legContext }) => legContext.answeredBy)).to.deep.equal([null, null, '7']);
      for (const { facts } of calls) expect(facts).to.have.all.keys(...Object.keys(samples.call[0]?.facts ?? {}));
    });

    it('has events that show calls as events do today', async () => {
      const { records } = await read(text);
      const events = (records.event ?? []) as ArchiveRecords['event'][];
      expect(events.map(({ event }) => event.seq)).to.deep.equal([10, 11, 12, 13]);
      const views = events.flatMap(({ event: { content } }) => ('call' in content ? [content.call] : []));
      const today = viewOf(call());
      for (const view of views) {
        expect(view).to.have.all.keys(...Object.keys(today));
        expect(view.details).to.have.all.keys(...Object.keys(today.details));
        expect(view.conversationId).to.equal(view.dialpadCallId);
      }
      expect(views.map(({ details }) => details.answeredBy)).to.deep.equal([null, '7']);
    });

    it('is refused for a wrong field, as any other version is', async () => {
      const lines = text.split(/(?<=\n)/);
      const number = lines.findIndex((line) => line.startsWith('{"kind":"call"'));
      const bad = lines.with(number, (lines[number] ?? '').replace('"witnessed":true', '"witnessed":"secret"'));
      expect(await refusal(bad)).to.equal(`line ${number + 1}: call: facts.witnessed is not as it should be`);
    });
  });

  describe('of version 2', () => {
    /** Without what a CRM writes on a call. */
    const asBefore = (line: string): string => {
      const json = JSON.parse(line.replace('"version":3', '"version":2'));
      if (json.kind === 'call') delete json.record.facts.crm;
      const details = json.record?.event?.news?.call?.details;
      for (const field of ['disposition', 'note', 'recordUrl']) if (details !== undefined) delete details[field];
      return `${JSON.stringify(json)}\n`;
    };

    it('is read completely, with calls on which no CRM has written anything', async () => {
      const { records, reasons } = await read(archive.map(asBefore).join(''));
      expect(reasons).to.deep.equal([]);
      const nothing = { disposition: null, note: null, recordUrl: null };
      const calls = samples.call.map((one) => ({ ...one, facts: { ...one.facts, crm: null } }));
      const events = samples.event.map(({ event, ...rest }) => ({
        ...rest,
        event:
          'call' in event.content
            ? {
                ...event,
                content: {
                  ...event.content,
                  call: { ...event.content.call, details: { ...event.content.call.details, ...nothing } },
                },
              }
            : event,
      }));
      expect(records).to.deep.equal({ ...samples, call: calls, event: events });
    });
  });

  it('is read in batches of limited size', async () => {
    const [one] = samples.delivery;
    const [mapping] = samples.mapping;
    if (one === undefined || mapping === undefined) throw new Error('there are some');
    const large = { ...one, payload: 'x'.repeat(1024 * 1024) };
    const many = [
      ...Array.from({ length: 2_500 }, () => recordLine('mapping', mapping)),
      ...Array.from({ length: 10 }, () => recordLine('delivery', large)),
    ];
    const none = Object.fromEntries(ARCHIVE_KINDS.map((kind) => [kind, 0])) as unknown as ArchiveCounts;
    const all = { ...none, mapping: 2_500, delivery: 10 };
    const sizes: number[] = [];
    for await (const batch of readArchive(
      inPieces([headerLine(AT, 'sqlite', all), ...many, footerLine(all)]),
      () => undefined,
    )) {
      if (E.isLeft(batch)) throw new Error(batch.left.reason);
      sizes.push(batch.right.records.length);
    }
    expect(sizes).to.deep.equal([1_000, 1_000, 500, 3, 3, 3, 1]);
  });

  describe('is refused', () => {
    it('when it is empty, or no archive', async () => {
      expect(await refusal([])).to.equal('it is empty');
      for (const text of [
        'hello\n',
        '{}\n',
        '[1]\n',
        'null\n',
        '{"format":"other","version":1}\n',
        'SQLite format 3\0',
      ]) {
        expect(await refusal([text])).to.equal('it does not begin like a file that cti export wrote');
      }
      expect(await refusal(archive.slice(1))).to.equal('it does not begin like a file that cti export wrote');
    });

    it('when it is of another version', async () => {
      const header = (archive[0] ?? '').replace('"version":3', '"version":4');
      expect(await refusal(withLine(1, header))).to.match(
        /^it is of version 4, and this program reads versions 1, 2 and 3: use the one that wrote it$/,
      );
    });

    it('when its header is incomplete', async () => {
      expect(await refusal(['{"format":"cti-archive","version":3}\n'])).to.match(/^line 1: \w+ is missing$/);
    });

    it('when it is cut off, in any place', async () => {
      const text = archive.join('');
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: text.length - 2 }), async (end) => {
          expect(await refusal([text.slice(0, end)])).to.match(/cut off (in|after) line \d+$|does not begin like/);
        }),
        { numRuns: 100 },
      );
      expect(await refusal(archive.slice(0, -1))).to.equal(`it is cut off after line ${archive.length - 1}`);
    });

    it('when a line is no JSON, is empty, or is of an unknown kind, with the number of the line', async () => {
      expect(await refusal(withLine(5, 'oops\n'))).to.equal('line 5: it is no JSON');
      expect(await refusal(withLine(5, '\n'))).to.equal('line 5: it is no JSON');
      expect(await refusal(withLine(5, '{"kind":"secret","record":{}}\n'))).to.equal(
        'line 5: kind is not as it should be',
      );
      expect(await refusal(withLine(5, '7\n'))).to.match(/^line 5: it is not as it should be$/);
    });

    it('when a field is missing or wrong, with the place of the field and not its value', async () => {
      const changed = (kind: string, change: (record: Record<string, unknown>) => unknown) => {
        const number = numberOf(kind);
        const { record } = JSON.parse(archive[number - 1] ?? '');
        return [number, withLine(number, `${JSON.stringify({ kind, record: change(record) })}\n`)] as const;
      };
      const cases = [
        ['call', (record: object) => ({ ...record, dialpadCallId: 'secret' }), 'dialpadCallId is not as it should be'],
        ['call', (record: object) => ({ ...record, dialpadCallId: 5 }), 'dialpadCallId is not as it should be'],
        ['call', (record: object) => ({ ...record, facts: {} }), 'is missing'],
        ['voicemail', (record: object) => ({ ...record, key: 'call:secret' }), 'key is not as it should be'],
        ['apiKey', ({ hash: _, ...record }: Record<string, unknown>) => record, 'hash is missing'],
        ['delivery', (record: object) => ({ ...record, status: 'lost' }), 'status is not as it should be'],
        ['stream', (record: object) => ({ ...record, seq: 1.5 }), 'seq is not as it should be'],
        ['mapping', (record: object) => ({ ...record, id: 'secret' }), 'id is not as it should be'],
        ['appRecord', (record: object) => ({ ...record, kind: 'secret' }), 'kind is not as it should be'],
        ['appRecord', (record: object) => ({ ...record, revision: 0 }), 'revision is not as it should be'],
      ] as const;
      for (const [kind, change, complaint] of cases) {
        const [number, lines] = changed(kind, change);
        const reason = await refusal(lines);
        expect(reason).to.match(new RegExp(`^line ${number}: ${kind}: .*${complaint}$`));
        expect(reason).not.to.contain('secret');
      }
    });

    it('when a field within an event is wrong, with the place of the field', async () => {
      const number = numberOf('event');
      const line = (archive[number - 1] ?? '').replace('"status":"ended"', '"status":"secret"');
      expect(await refusal(withLine(number, line))).to.match(
        new RegExp(`^line ${number}: event: event\\.news\\.call\\.status is not as it should be$`),
      );
    });

    it('when a line is missing, or occurs twice', async () => {
      const number = numberOf('call');
      const lost = archive.toSpliced(number - 1, 1);
      expect(await refusal(lost)).to.equal(
        `line ${lost.length}: it counts 2 records of kind call, and 1 came before it`,
      );
      const twice = archive.toSpliced(number - 1, 0, archive[number - 1] ?? '');
      expect(await refusal(twice)).to.match(/it counts 2 records of kind call, and 3 came before it$/);
    });

    it('when kinds are in another order, or a line follows the footer', async () => {
      const calls = numberOf('call');
      const [moved = ''] = archive.slice(calls - 1, calls);
      const messages = numberOf('message');
      const disordered = archive.toSpliced(messages, 0, moved).toSpliced(calls - 1, 1);
      expect(await refusal(disordered)).to.equal(
        `line ${messages}: a record of kind call cannot follow one of kind message`,
      );
      expect(await refusal([...archive, moved])).to.equal(`line ${archive.length + 1}: it stands after the end`);
      expect(await refusal([...archive, ...archive])).to.match(/it stands after the end$/);
    });

    it('when a line never ends', async () => {
      const endless = async function* () {
        yield archive[0] ?? '';
        for (;;) yield 'x'.repeat(1024 * 1024);
      };
      const reasons: string[] = [];
      for await (const batch of readArchive(endless(), () => undefined)) {
        if (E.isLeft(batch)) reasons.push(batch.left.reason);
      }
      expect(reasons).to.deep.equal(['it has a line without an end']);
    });
  });
});
