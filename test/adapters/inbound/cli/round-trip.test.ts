import { join } from 'node:path';
import { expect } from 'chai';
import { readStorage } from '../../../../src/adapters/config/storage-config.js';
import { exportCommand } from '../../../../src/adapters/inbound/cli/export-command.js';
import { importCommand } from '../../../../src/adapters/inbound/cli/import-command.js';
import { memoryStorage } from '../../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { openStorage } from '../../../../src/adapters/outbound/storage/open-storage.js';
import type { Archive } from '../../../../src/application/ports/archive.js';
import type { Storage } from '../../../../src/application/ports/storage.js';
import { type ArchiveContents, archiveSamples, writeAll } from '../../../../src/testing/storage/archive-samples.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { call, dialpadId, eventOf, upTo } from '../../../../src/testing/storage/samples.js';
import { tempFolder } from '../../outbound/storage/temp-folder.js';
import { commandStreams } from './command-streams.js';

/** Makes an empty storage of an engine for one test. */
type Opening = (folder: string) => Promise<{ readonly storage: Storage; readonly drop: () => Promise<void> }>;

const engines: Record<string, Opening> = {
  memory: async () => ({ storage: memoryStorage(), drop: async () => undefined }),
  sqlite: async (folder) => ({
    storage: await rightOf(openStorage({ engine: 'sqlite', file: join(folder, 'cti.db') })),
    drop: async () => undefined,
  }),
};

/** Engines with a server that the environment names. */
const onServer =
  (engine: 'postgres' | 'mongodb'): Opening =>
  async () => {
    const { emptyStorage } = await import('../../../support/engines.js');
    const { env, drop } = await emptyStorage(engine);
    const config = await rightOf(async () => readStorage(env, false));
    return { storage: await rightOf(openStorage(config)), drop };
  };
if (process.env.TEST_DATABASE_URL !== undefined) engines.postgres = onServer('postgres');
if (process.env.TEST_MONGODB_URI !== undefined) engines.mongodb = onServer('mongodb');

/** More records than a page of the export and a batch of the import. */
const large = (): ArchiveContents => {
  const samples = archiveSamples();
  const [first] = samples.app;
  if (first === undefined) throw new Error('there are two');
  const appId = first.app.id;
  const calls = upTo(1_200).map((n) => call({ dialpadCallId: dialpadId(n + 1), over: true }, { appId }));
  const events = calls.map((one, n) => ({ event: { ...eventOf(one), seq: 13 + n }, recordedAt: n }));
  return {
    ...samples,
    call: [...samples.call, ...calls],
    event: [...samples.event, ...events],
    stream: samples.stream.map((one) => (one.appId === appId ? { appId, seq: 12 + calls.length } : one)),
  };
};

const exported = async (archive: Archive): Promise<string> => {
  const { context, ended } = commandStreams();
  await rightOf(exportCommand(archive, 'any', { file: null, json: false }, context));
  return (await ended()).stdout;
};

const imported = (archive: Archive, input: string) =>
  rightOf(importCommand(archive, { file: null, json: false }, commandStreams({ input }).context));

/** The records and the last line of an archive, with records and fields sorted. */
const recordsOf = (text: string): readonly string[] =>
  text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.stringify(JSON.parse(line), inOrder))
    .sort();

const inOrder = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)))
    : value;

describe('an archive', function () {
  this.timeout(60_000);
  const folder = tempFolder();

  for (const [engine, open] of Object.entries(engines)) {
    it(`comes out of ${engine} as it was imported, and can be imported again`, async () => {
      const source = memoryStorage().archive;
      await writeAll(source, large());
      const before = await exported(source);

      const { storage, drop } = await open(folder());
      try {
        await imported(storage.archive, before);
        const between = await exported(storage.archive);
        expect(recordsOf(between)).to.deep.equal(recordsOf(before));

        const target = memoryStorage().archive;
        await imported(target, between);
        expect(recordsOf(await exported(target))).to.deep.equal(recordsOf(before));

        await imported(storage.archive, before);
        expect(recordsOf(await exported(storage.archive))).to.deep.equal(recordsOf(before));
      } finally {
        await storage.close();
        await drop();
      }
    });
  }
});
