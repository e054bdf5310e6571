import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import * as fc from 'fast-check';
import type { CommandContext } from '../../../../src/adapters/inbound/cli/command-context.js';
import { exportCommand, exportFileIn } from '../../../../src/adapters/inbound/cli/export-command.js';
import { importCommand } from '../../../../src/adapters/inbound/cli/import-command.js';
import { memoryStorage } from '../../../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { Archive } from '../../../../src/application/ports/archive.js';
import { archiveSamples, writeAll } from '../../../../src/testing/storage/archive-samples.js';
import { leftOf, rightOf } from '../../../../src/testing/storage/outcome.js';
import { app, delivery, lease, upTo } from '../../../../src/testing/storage/samples.js';
import { tempFolder } from '../../outbound/storage/temp-folder.js';
import { commandStreams } from './command-streams.js';

describe('moving data by file', () => {
  const root = tempFolder();
  let made = 0;
  /** An empty folder. */
  const fresh = async (): Promise<string> => {
    made += 1;
    const folder = join(root(), String(made));
    await mkdir(folder);
    return folder;
  };

  const filled = async (): Promise<Archive> => {
    const { archive } = memoryStorage();
    await writeAll(archive, archiveSamples());
    return archive;
  };

  const exportTo = async (archive: Archive, file: string | null, changes: Partial<CommandContext>) => {
    const { context, ended } = commandStreams(changes);
    await rightOf(exportCommand(archive, 'memory', { file, json: false }, context));
    return ended();
  };

  const importFrom = async (archive: Archive, file: string | null, changes: Partial<CommandContext>) => {
    const { context, ended } = commandStreams(changes);
    await rightOf(importCommand(archive, { file, json: false }, context));
    return ended();
  };

  const exportRefused = async (archive: Archive, file: string | null, changes: Partial<CommandContext>) =>
    (await leftOf(exportCommand(archive, 'memory', { file, json: false }, commandStreams(changes).context))).message;

  const importRefused = async (archive: Archive, file: string | null, changes: Partial<CommandContext>) =>
    (await leftOf(importCommand(archive, { file, json: false }, commandStreams(changes).context))).message;

  /** Everything but the header, which holds the time of the export. */
  const bodyOf = (text: string): string => text.slice(text.indexOf('\n') + 1);

  const SUMMARY =
    /ported 35 records \(2 apps, 2 Dialpad organizations, 3 API keys, 3 audit lines, 2 user mappings, 2 contacts, 3 app records, 2 calls, 2 voicemails, 1 message, 2 streams, 6 events, 5 webhooks\)/;

  it('goes through a file that only its owner can read, and prints how much it was', async () => {
    const cwd = await fresh();
    const exported = await exportTo(await filled(), 'all.ndjson', { cwd });
    expect(exported.stdout)
      .to.match(/^Exported .* to all\.ndjson in \d+\.\d s\n$/)
      .and.match(SUMMARY);
    expect((await stat(join(cwd, 'all.ndjson'))).mode & 0o777).to.equal(0o600);
    expect(await readdir(cwd)).to.deep.equal(['all.ndjson']);

    const target = memoryStorage().archive;
    for (let again = 0; again < 2; again += 1) {
      const imported = await importFrom(target, 'all.ndjson', { cwd });
      expect(imported.stdout)
        .to.match(/^Imported .* from all\.ndjson in \d+\.\d s\n$/)
        .and.match(SUMMARY);
    }
    await exportTo(target, 'again.ndjson', { cwd });
    const [before, after] = await Promise.all(
      ['all.ndjson', 'again.ndjson'].map((name) => readFile(join(cwd, name), 'utf8')),
    );
    expect(bodyOf(after ?? '')).to.equal(bodyOf(before ?? ''));
  });

  it('goes through the standard streams, with nothing else in between', async () => {
    const { stdout, stderr } = await exportTo(await filled(), null, {});
    expect(stderr).to.match(/^Exported .* to standard output/);
    const target = memoryStorage().archive;
    const { context, ended } = commandStreams({ input: stdout });
    await rightOf(importCommand(target, { file: null, json: false }, context));
    expect((await ended()).stdout).to.match(SUMMARY);
  });

  it('compresses a file that ends in .gz', async () => {
    const cwd = await fresh();
    const archive = await filled();
    const plain = await exportTo(archive, null, {});
    await exportTo(archive, 'all.ndjson.gz', { cwd });
    expect(bodyOf(gunzipSync(await readFile(join(cwd, 'all.ndjson.gz'))).toString())).to.equal(bodyOf(plain.stdout));
    expect((await importFrom(memoryStorage().archive, 'all.ndjson.gz', { cwd })).stdout).to.match(SUMMARY);
  });

  it('names the file after the date, beside the data, if no name is given', () => {
    expect(exportFileIn('/data', new Date('2026-11-26T12:00:00Z'))).to.equal('/data/cti-export-2026-11-26.ndjson');
  });

  it('never overwrites an existing file', async () => {
    const cwd = await fresh();
    await writeFile(join(cwd, 'existing.ndjson'), 'mine');
    expect(await exportRefused(await filled(), 'existing.ndjson', { cwd })).to.match(/existing\.ndjson exists already/);
    expect(await readFile(join(cwd, 'existing.ndjson'), 'utf8')).to.equal('mine');
  });

  it('leaves no file that looks complete: neither when it is interrupted, nor when the storage changes or fails', async () => {
    const cwd = await fresh();
    const interruption = new AbortController();
    const archive = await filled();
    const interrupting: Archive = {
      ...archive,
      read: (kind, from, limit) => {
        if (kind === 'call') interruption.abort();
        return archive.read(kind, from, limit);
      },
    };
    const interrupted = await exportRefused(interrupting, 'x.ndjson', { cwd, signal: interruption.signal });
    expect(interrupted).to.equal('The export was interrupted.');

    const storage = memoryStorage();
    const changing: Archive = {
      ...storage.archive,
      read: (kind, from, limit) => async () => {
        if (kind === 'call') await rightOf(storage.inbox.append([delivery()], lease()));
        return storage.archive.read(kind, from, limit)();
      },
    };
    expect(await exportRefused(changing, 'x.ndjson', { cwd })).to.match(
      /^The storage was written to during the export/,
    );

    const { archive: gone, close } = memoryStorage();
    await close();
    expect(await exportRefused(gone, 'x.ndjson.gz', { cwd })).to.equal(
      'The storage cannot be read: the storage is closed',
    );
    expect(await readdir(cwd)).to.deep.equal([]);
  });

  it('says in one line where it cannot write', async () => {
    const cwd = await fresh();
    for (const file of ['no/such/folder/x.ndjson', 'no/such/folder/x.ndjson.gz']) {
      expect(await exportRefused(await filled(), file, { cwd })).to.match(/^cannot write .*x\.ndjson.*: ENOENT/);
    }
    const full = new Writable({ write: (_chunk, _encoding, done) => done(new Error('no space left on device')) });
    expect(await exportRefused(await filled(), null, { stdout: full })).to.equal(
      'cannot write standard output: no space left on device',
    );
  });

  it('says in one line why a file is refused, and then imports a complete one', async () => {
    const cwd = await fresh();
    await exportTo(await filled(), 'all.ndjson.gz', { cwd });
    const packed = await readFile(join(cwd, 'all.ndjson.gz'));
    const lines = gunzipSync(packed).toString().split('\n');
    const target = memoryStorage().archive;

    await writeFile(join(cwd, 'half.ndjson.gz'), packed.subarray(0, packed.length - 100));
    expect(await importRefused(target, 'half.ndjson.gz', { cwd })).to.match(/^Cannot import half\.ndjson\.gz: /);
    await writeFile(join(cwd, 'half.ndjson'), lines.slice(0, 12).join('\n'));
    expect(await importRefused(target, 'half.ndjson', { cwd })).to.equal(
      'Cannot import half.ndjson: it is cut off after line 12. Nothing after that was imported.',
    );
    await writeFile(join(cwd, 'bad.ndjson'), lines.with(14, 'oops').join('\n'));
    expect(await importRefused(target, 'bad.ndjson', { cwd })).to.equal(
      'Cannot import bad.ndjson: line 15: it is no JSON. Nothing after that was imported.',
    );
    expect(await importRefused(target, '.', { cwd })).to.match(/^Cannot import \.: EISDIR/);
    expect((await importFrom(target, 'all.ndjson.gz', { cwd })).stdout).to.match(SUMMARY);
  });

  it('refuses a storage that holds something else', async () => {
    const { stdout: input } = await exportTo(await filled(), null, {});
    const { archive } = memoryStorage();
    await rightOf(archive.write('app', [{ app: app(), keyRevision: 0 }]));
    const { context } = commandStreams({ input });
    expect((await leftOf(importCommand(archive, { file: null, json: false }, context))).message).to.equal(
      'The storage holds apps that are not in standard input. Import into an empty storage. Nothing was imported.',
    );
  });

  it('interrupts an import between two steps, and imports the rest the next time', async () => {
    const { stdout: input } = await exportTo(await filled(), null, {});
    const { archive } = memoryStorage();
    const interruption = new AbortController();
    const interrupting: Archive = {
      ...archive,
      write: (kind, records) => {
        if (kind === 'call') interruption.abort();
        return archive.write(kind, records);
      },
    };
    const { context } = commandStreams({ input, signal: interruption.signal });
    expect((await leftOf(importCommand(interrupting, { file: null, json: false }, context))).message).to.equal(
      'The import was interrupted. What was imported stays; run the same command again to import the rest.',
    );
    expect(await rightOf(archive.count('call'))).to.equal(2);
    expect(await rightOf(archive.count('event'))).to.equal(0);
    const rest = commandStreams({ input });
    await rightOf(importCommand(archive, { file: null, json: false }, rest.context));
    expect(await rightOf(archive.count('event'))).to.equal(6);
  });

  it('shows its progress as a bar on a terminal, and nothing elsewhere when it is quick', async () => {
    const archive = memoryStorage().archive;
    await rightOf(
      archive.write(
        'app',
        upTo(2_000).map(() => ({ app: app(), keyRevision: 0 })),
      ),
    );
    const shown: string[] = [];
    const terminal = Object.assign(
      new Writable({
        write: (chunk, _encoding, done) => {
          shown.push(String(chunk));
          done();
        },
      }),
      { isTTY: true },
    );
    await exportTo(archive, join(await fresh(), 'x.ndjson'), { stderr: terminal });
    expect(shown.join('')).to.match(/Exporting .*0% \| 0 of 2,000/);
    expect((await exportTo(archive, join(await fresh(), 'x.ndjson'), {})).stderr).to.equal('');
  });

  it('carries any text', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), async (texts) => {
        const source = memoryStorage().archive;
        const tenant = app();
        await rightOf(source.write('app', [{ app: tenant, keyRevision: 0 }]));
        const deliveries = texts.map(([payload, reason]) => ({
          ...delivery({ appId: tenant.id, payload }),
          ...{ status: 'failed' as const, attempts: 1, replayed: false, availableAt: 0, processedAt: null, reason },
        }));
        await rightOf(source.write('delivery', deliveries));
        const { stdout: input } = await exportTo(source, null, {});
        const target = memoryStorage().archive;
        await rightOf(importCommand(target, { file: null, json: false }, commandStreams({ input }).context));
        expect((await rightOf(target.read('delivery', null, 10))).records).to.deep.equal(deliveries);
      }),
      { numRuns: 30 },
    );
  });
});
