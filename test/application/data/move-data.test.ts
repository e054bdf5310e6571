import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import sinon from 'sinon';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { type ArchiveBatch, type ArchiveSink, exportAll, importAll } from '../../../src/application/data/move-data.js';
import { ARCHIVE_KINDS, type Archive, type ArchiveKind } from '../../../src/application/ports/archive.js';
import {
  type ArchiveContents,
  archiveSamples,
  readAll,
  writeAll,
} from '../../../src/testing/storage/archive-samples.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import { app, call, delivery, dialpadId, lease, upTo, voicemail } from '../../../src/testing/storage/samples.js';
import { broken, DOWN } from '../../support/broken.js';

/** Takes in everything, and remembers what it was told. */
const gathering = () => {
  const told: unknown[] = [];
  const batches: ArchiveBatch[] = [];
  const sink: ArchiveSink<never> = {
    begin: (counts) => TE.fromIO(() => void told.push(['begin', counts])),
    put: (kind, records) => TE.fromIO(() => void batches.push({ kind, records } as unknown as ArchiveBatch)),
    end: (counts) => TE.fromIO(() => void told.push(['end', counts])),
  };
  return { told, batches, sink };
};

async function* sourceOf<F = never>(
  ...batches: readonly (ArchiveBatch | E.Either<F, never>)[]
): AsyncGenerator<E.Either<F, ArchiveBatch>> {
  for (const batch of batches) yield '_tag' in batch ? batch : E.right(batch);
}

const batchesOf = (contents: ArchiveContents): readonly ArchiveBatch[] =>
  ARCHIVE_KINDS.map((kind) => ({ kind, records: contents[kind] }) as ArchiveBatch);

const countsOf = (contents: ArchiveContents) =>
  Object.fromEntries(ARCHIVE_KINDS.map((kind) => [kind, contents[kind].length]));

/** The archive of a storage that fails from the n-th write on. */
const failingAt = (archive: Archive, nth: number): Archive => {
  let writes = 0;
  return {
    ...archive,
    write: (kind, records) => async () => {
      writes += 1;
      return writes < nth ? archive.write(kind, records)() : E.left(DOWN);
    },
  };
};

const holds = async (archive: Archive, contents: ArchiveContents): Promise<void> => {
  const read = <K extends ArchiveKind>(kind: K) => readAll(archive, kind, 100);
  for (const kind of ARCHIVE_KINDS) expect(await read(kind), kind).to.have.deep.members(contents[kind]);
};

describe('exporting', () => {
  it('tells how much there is, gives every kind in the order of its references, and tells how much it was', async () => {
    const { archive } = memoryStorage();
    const samples = archiveSamples();
    await writeAll(archive, samples);
    const { told, batches, sink } = gathering();
    expect(await rightOf(exportAll(archive, sink))).to.deep.equal(countsOf(samples));
    expect(told).to.deep.equal([
      ['begin', countsOf(samples)],
      ['end', countsOf(samples)],
    ]);
    expect(batches.map(({ kind }) => kind)).to.deep.equal([...ARCHIVE_KINDS]);
    for (const { kind, records } of batches) expect(records, kind).to.have.deep.members(samples[kind]);
  });

  it('reads page by page, and asks for the next only when the one before was taken', async () => {
    const { archive } = memoryStorage();
    const apps = upTo(1_000).map(() => ({ app: app(), keyRevision: 0 }));
    await rightOf(archive.write('app', apps));
    let open = 0;
    let most = 0;
    const counting: Archive = {
      ...archive,
      read: (...asked) => {
        open += 1;
        most = Math.max(most, open);
        return archive.read(...asked);
      },
    };
    const { batches, sink } = gathering();
    const slow: ArchiveSink<never> = {
      ...sink,
      put: (kind, records) => async () => {
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
        return sink.put(kind, records)();
      },
    };
    await rightOf(exportAll(counting, slow));
    expect(most).to.equal(1);
    expect(batches.filter(({ kind }) => kind === 'app').length).to.be.at.least(2);
    expect(batches.flatMap(({ kind, records }) => (kind === 'app' ? records : []))).to.deep.equal(apps);
  });

  it('ends with the error of the storage, or of who takes it in', async () => {
    const { archive } = memoryStorage();
    const { told, sink } = gathering();
    expect(await leftOf(exportAll({ ...archive, read: broken }, sink))).to.equal(DOWN);
    expect(await leftOf(exportAll({ ...archive, count: broken }, sink))).to.equal(DOWN);
    const full = { _tag: 'Full' } as const;
    expect(await leftOf(exportAll(archive, { ...sink, put: () => TE.left(full) }))).to.equal(full);
    expect(told.filter((one) => Array.isArray(one) && one[0] === 'end')).to.deep.equal([]);
  });

  it('ends with the error of who takes it in, also at the beginning and at the end', async () => {
    const { archive } = memoryStorage();
    await writeAll(archive, archiveSamples());
    const full = { _tag: 'Full' } as const;
    const { batches, sink } = gathering();
    expect(await leftOf(exportAll(archive, { ...sink, begin: () => TE.left(full) }))).to.equal(full);
    expect(batches).to.deep.equal([]);
    expect(await leftOf(exportAll(archive, { ...sink, end: () => TE.left(full) }))).to.equal(full);
    expect(batches).to.have.length(ARCHIVE_KINDS.length);
  });

  it('reads no more at a time than fits in memory', async () => {
    const { archive } = memoryStorage();
    const read = sinon.spy(archive.read);
    await rightOf(exportAll({ ...archive, read } as Archive, gathering().sink));
    expect(read.args.map(([kind, , limit]) => ({ kind, limit }))).to.deep.equal(
      ARCHIVE_KINDS.map((kind) => ({ kind, limit: 250 })),
    );
  });

  it('refuses to call it whole when something went missing meanwhile', async () => {
    const { archive } = memoryStorage();
    await writeAll(archive, archiveSamples());
    const { told, sink } = gathering();
    const count: Archive['count'] = (kind) => TE.map((n: number) => (kind === 'call' ? n + 1 : n))(archive.count(kind));
    expect(await leftOf(exportAll({ ...archive, count }, sink))).to.deep.equal({
      _tag: 'ArchiveChanged',
      kind: 'call',
    });
    expect(told).to.have.length(1);
  });

  it('refuses to call it whole when somebody wrote meanwhile', async () => {
    const storage = memoryStorage();
    await writeAll(storage.archive, archiveSamples());
    const { told, sink } = gathering();
    const disturbed: ArchiveSink<never> = {
      ...sink,
      put: (kind, records) => async () => {
        if (kind === 'call') await rightOf(storage.inbox.append([delivery()], lease()));
        return sink.put(kind, records)();
      },
    };
    expect(await leftOf(exportAll(storage.archive, disturbed))).to.deep.equal({
      _tag: 'ArchiveChanged',
      kind: 'delivery',
    });
    expect(told).to.have.length(1);
  });
});

describe('importing', () => {
  it('keeps everything, and tells how much it was', async () => {
    const { archive } = memoryStorage();
    const samples = archiveSamples();
    expect(await rightOf(importAll(archive, sourceOf(...batchesOf(samples))))).to.deep.equal(countsOf(samples));
    await holds(archive, samples);
  });

  it('can be done again, and after it was broken off before any of its writes', async () => {
    const samples = archiveSamples();
    for (let nth = 1; nth <= ARCHIVE_KINDS.length; nth += 1) {
      const { archive } = memoryStorage();
      expect(await leftOf(importAll(failingAt(archive, nth), sourceOf(...batchesOf(samples))))).to.equal(DOWN);
      for (let again = 0; again < 2; again += 1) {
        expect(await rightOf(importAll(archive, sourceOf(...batchesOf(samples))))).to.deep.equal(countsOf(samples));
        await holds(archive, samples);
      }
    }
  });

  it('can be done again with a storage that has been used since, and takes nothing back', async () => {
    const storage = memoryStorage();
    const samples = archiveSamples();
    await rightOf(importAll(storage.archive, sourceOf(...batchesOf(samples))));
    const [first] = samples.app;
    if (first === undefined) throw new Error('there are two');
    await rightOf(storage.apps.update(first.app.id, { name: 'renamed' }, 7));
    await rightOf(storage.inbox.append([delivery({ appId: first.app.id })], lease()));
    await rightOf(importAll(storage.archive, sourceOf(...batchesOf(samples))));
    const apps = await rightOf(storage.apps.list({ limit: 10, offset: 0 }));
    expect(apps.items.map(({ name }) => name)).to.include('renamed');
  });

  it('refuses a storage with an app that is not in it, and writes nothing', async () => {
    const { archive } = memoryStorage();
    const stranger = { app: app(), keyRevision: 0 };
    await rightOf(archive.write('app', [stranger]));
    const refused = await leftOf(importAll(archive, sourceOf(...batchesOf(archiveSamples()))));
    expect(refused).to.deep.equal({ _tag: 'NotEmpty', kind: 'app' });
    expect(await readAll(archive, 'app', 10)).to.deep.equal([stranger]);
    expect(await rightOf(archive.count('call'))).to.equal(0);
  });

  it('refuses a storage without an app that keeps something all the same', async () => {
    const { archive } = memoryStorage();
    await rightOf(archive.write('call', [call()]));
    for (const batches of [batchesOf(archiveSamples()), []]) {
      expect(await leftOf(importAll(archive, sourceOf(...batches)))).to.deep.equal({ _tag: 'NotEmpty', kind: 'call' });
    }
    expect(await rightOf(archive.count('app'))).to.equal(0);
  });

  it('takes in an archive that holds nothing, or nothing but apps', async () => {
    const { archive } = memoryStorage();
    await rightOf(importAll(archive, sourceOf()));
    const apps = upTo(3).map(() => ({ app: app(), keyRevision: 0 }));
    const batches = apps.map((one) => ({ kind: 'app' as const, records: [one] }));
    await rightOf(importAll(archive, sourceOf(...batches)));
    expect(await readAll(archive, 'app', 10)).to.deep.equal(apps);
  });

  it('writes nothing of what follows an error of its source', async () => {
    const { archive } = memoryStorage();
    const bad = { _tag: 'Bad' } as const;
    const [apps, organizations, ...rest] = batchesOf(archiveSamples());
    if (apps === undefined || organizations === undefined) throw new Error('there are more');
    expect(await leftOf(importAll(archive, sourceOf(apps, E.left(bad), organizations)))).to.equal(bad);
    expect(await rightOf(archive.count('app'))).to.equal(0);
    const source = sourceOf(apps, organizations, E.left(bad), ...rest);
    expect(await leftOf(importAll(archive, source))).to.equal(bad);
    expect(await rightOf(archive.count('organization'))).to.equal(2);
    expect(await rightOf(archive.count('apiKey'))).to.equal(0);
  });

  it('tells when something else stood in the place of what it brought', async () => {
    const { archive } = memoryStorage();
    const samples = archiveSamples();
    const twin = samples.call.map((one) => ({ ...one, id: call().id }));
    const all = batchesOf({ ...samples, call: [...samples.call, ...twin] });
    expect(await leftOf(importAll(archive, sourceOf(...all)))).to.deep.equal({
      _tag: 'NotAllKept',
      kind: 'call',
      imported: 4,
      kept: 2,
    });
  });

  it('takes in an archive of more than one batch that holds no app', async () => {
    const { archive } = memoryStorage();
    const calls = [1, 2].map((id) => call({ dialpadCallId: dialpadId(id) }));
    const batches: readonly ArchiveBatch[] = [
      ...calls.map((one) => ({ kind: 'call' as const, records: [one] })),
      { kind: 'voicemail', records: [voicemail()] },
    ];
    expect(await rightOf(importAll(archive, sourceOf(...batches)))).to.include({ app: 0, call: 2, voicemail: 1 });
    expect(await readAll(archive, 'call', 10)).to.have.deep.members(calls);
  });

  it('ends with the error of the storage, wherever it comes up, and writes nothing before it knows that it may', async () => {
    const { archive } = memoryStorage();
    const all = batchesOf(archiveSamples());
    expect(await leftOf(importAll({ ...archive, read: broken }, sourceOf(...all)))).to.equal(DOWN);
    expect(await leftOf(importAll({ ...archive, count: broken }, sourceOf(...all)))).to.equal(DOWN);
    expect(await rightOf(archive.count('app'))).to.equal(0);
  });

  it('ends with the error of the storage where it cannot be told whether all was kept', async () => {
    const { archive } = memoryStorage();
    const samples = archiveSamples();
    await rightOf(importAll(archive, sourceOf(...batchesOf(samples))));
    // Its apps are known by now, so that nothing is counted before the end.
    const uncounted = { ...archive, count: broken };
    expect(await leftOf(importAll(uncounted, sourceOf(...batchesOf(samples))))).to.equal(DOWN);
  });
});
