import { ARCHIVE_KINDS, type ArchiveKind } from '../../application/ports/archive.js';
import type { Storage } from '../../application/ports/storage.js';
import type { AppId } from '../../domain/ids.js';
import { archiveSamples, readAll, writeAll } from './archive-samples.js';
import { expect } from './expect.js';
import { leftOf, rightOf } from './outcome.js';
import { app, call, dialpadId, message, NOON, nextId, observedAgain, upTo } from './samples.js';

/** What the archive of every storage does by itself. */
export const archiveContract = (storage: () => Storage): void => {
  describe('archive', () => {
    readingAndWriting(storage);
    raisingPositions(storage);
    closing(storage);
  });
};

const archiveOf = (storage: () => Storage) => ({
  read: <K extends ArchiveKind>(kind: K, limit = 100) => readAll(storage().archive, kind, limit),
  count: (kind: ArchiveKind) => rightOf(storage().archive.count(kind)),
});

const readingAndWriting = (storage: () => Storage): void => {
  const { read, count } = archiveOf(storage);

  it('is empty while nothing is stored', async () => {
    for (const kind of ARCHIVE_KINDS) {
      expect(await count(kind), kind).to.equal(0);
      expect(await read(kind), kind).to.deep.equal([]);
    }
  });

  for (const kind of ARCHIVE_KINDS) {
    it(`gives back each ${kind} exactly as it was written, in pages of any size`, async () => {
      const samples = archiveSamples();
      await writeAll(storage().archive, samples);
      expect(await count(kind)).to.equal(samples[kind].length);
      for (const limit of [1, 2, 100]) {
        expect(await read(kind, limit), `pages of ${limit}`).to.have.deep.members(samples[kind]);
      }
    });
  }

  it('reads many records each once, in the same order every time', async () => {
    const apps = upTo(60).map(() => ({ app: app(), keyRevision: 0 }));
    await rightOf(storage().archive.write('app', apps));
    const inOne = await read('app', 1_000);
    expect(inOne).to.have.deep.members(apps);
    expect(await read('app', 7)).to.deep.equal(inOne);
    expect(await read('app', 30)).to.deep.equal(inOne);
  });

  it('reads no more at once than one page may hold', async () => {
    const owner = app();
    const long = 'x'.repeat(1024 * 1024);
    const messages = upTo(12).map((n) =>
      message({ dialpadMessageId: dialpadId(n + 1), text: long }, { appId: owner.id }),
    );
    await rightOf(storage().archive.write('app', [{ app: owner, keyRevision: 0 }]));
    await rightOf(storage().archive.write('message', messages));
    const first = await rightOf(storage().archive.read('message', null, 100));
    expect(first.records.length).to.be.within(1, 8);
    expect((await read('message')).map(({ id }) => id)).to.have.members(messages.map(({ id }) => id));
  });

  it('changes no record that is stored already, and adds the others', async () => {
    const samples = archiveSamples();
    const { app: apps, call: calls, delivery: deliveries } = samples;
    await writeAll(storage().archive, samples);
    await writeAll(storage().archive, samples);
    const renamed = apps.map(({ app: one }) => ({ app: { ...one, name: 'renamed' }, keyRevision: 7 }));
    const more = { app: app(), keyRevision: 0 };
    await rightOf(storage().archive.write('app', [...renamed, more]));
    const moved = calls.map((one) => observedAgain(one, { fromNumber: '555-0199' }, NOON + 60_000));
    await rightOf(storage().archive.write('call', moved));
    const settled = deliveries.map((one) => ({ ...one, status: 'processed' as const }));
    await rightOf(storage().archive.write('delivery', settled));
    for (const kind of ARCHIVE_KINDS) {
      expect(await read(kind), kind).to.have.deep.members(kind === 'app' ? [...apps, more] : samples[kind]);
    }
  });

  it('accepts an empty list of records', async () => {
    for (const kind of ARCHIVE_KINDS) await rightOf(storage().archive.write(kind, []));
  });
};

const raisingPositions = (storage: () => Storage): void => {
  const { read } = archiveOf(storage);

  it('raises the position of a stream, and never lowers it', async () => {
    const { archive, events } = storage();
    const appId = nextId<AppId>();
    for (const [given, then] of [
      [5, 5],
      [9, 9],
      [7, 9],
    ] as const) {
      await rightOf(archive.write('stream', [{ appId, seq: given }]));
      expect((await rightOf(events.position(appId))).seq).to.equal(then);
    }
    expect(await read('stream')).to.deep.equal([{ appId, seq: 9 }]);
  });
};

const closing = (storage: () => Storage): void => {
  it('refuses every request once the storage is closed', async () => {
    const { archive, close } = storage();
    await close();
    const closed = { _tag: 'StorageUnavailable', detail: 'the storage is closed' };
    expect(await leftOf(archive.count('call'))).to.deep.equal(closed);
    expect(await leftOf(archive.read('call', null, 1))).to.deep.equal(closed);
    expect(await leftOf(archive.write('call', [call()]))).to.deep.equal(closed);
  });
};
