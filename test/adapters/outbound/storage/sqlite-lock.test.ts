import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { sqlite } from '../../../../src/adapters/outbound/storage/sql/sqlite.js';
import { leftOf, rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, call, commitOf, eventOf } from '../../../../src/testing/storage/samples.js';
import { tempFolder } from './temp-folder.js';

describe('the lock of an SQLite file', function () {
  this.timeout(30_000);
  const folder = tempFolder();
  let made = 0;
  const newFile = (): string => {
    made += 1;
    const file = join(folder(), String(made), 'cti.db');
    mkdirSync(dirname(file));
    return file;
  };
  const at = (file: string) => sqlite({ engine: 'sqlite', file });
  const open = (file: string) => rightOf(at(file).open({ migrates: true }));

  /** Another process that has the file open as a server; answers with its pid and how to kill it. */
  const otherServer = async (file: string) => {
    const sqliteModule = new URL('../../../../src/adapters/outbound/storage/sql/sqlite.ts', import.meta.url).href;
    const script = `
      const { sqlite } = await import(${JSON.stringify(sqliteModule)});
      const opened = await sqlite({ engine: 'sqlite', file: ${JSON.stringify(file)} }).open({ migrates: true })();
      process.stdout.write(opened._tag);
      setInterval(() => opened, 1e6);`;
    const child = spawn(process.execPath, [
      ...['--import', import.meta.resolve('tsx/esm'), '--input-type=module', '-e', script],
    ]);
    const [printed] = await once(child.stdout, 'data');
    expect(String(printed)).to.equal('Right');
    const kill = async (): Promise<void> => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    };
    return { pid: child.pid, kill };
  };

  it('refuses a second server in one line that names the process of the first', async () => {
    const file = newFile();
    const { pid, kill } = await otherServer(file);
    try {
      expect(await leftOf(at(file).open({ migrates: true }))).to.deep.equal({
        _tag: 'StorageFault',
        detail: `cannot open the database ${file}: process ${pid} on ${hostname()} has it open: stop it first`,
      });
    } finally {
      await kill();
    }
    await (await open(file)).close();
  });

  it('refuses a second server of the same process, and is free once the first has closed', async () => {
    const file = newFile();
    const first = await open(file);
    for (let n = 0; n < 2; n += 1) {
      expect((await leftOf(at(file).open({ migrates: true }))).detail).to.contain(`process ${process.pid} on`);
    }
    await rightOf(first.aggregates.commit(commitOf({ events: [eventOf(call())] })));
    await first.close();
    const second = await open(file);
    expect((await rightOf(second.events.position(APP))).seq).to.equal(1);
    await second.close();
  });

  it('refuses migration and restore beside a server, and names the database', async () => {
    const [file, copy] = [newFile(), join(dirname(newFile()), 'copy.db')];
    const server = await open(file);
    await rightOf(at(file).backup?.(copy) ?? expect.fail('there is a backup'));
    const before = readFileSync(file);
    const { migrate, restore } = at(file);
    for (const task of [migrate, restore?.(copy) ?? expect.fail('there is a restore')]) {
      const { detail } = await leftOf<{ readonly detail: string }, unknown>(task);
      expect(detail).to.match(/^cannot open the database .+: process \d+ on \S+ has it open: stop it first$/);
      expect(detail).to.contain(file).and.not.contain(copy);
    }
    expect(readFileSync(file).equals(before)).to.equal(true);
    await server.close();
    await rightOf(migrate);
  });

  it('lets guests, checks and backups work beside a server', async () => {
    const file = newFile();
    const server = await open(file);
    const guest = await rightOf(at(file).open({ migrates: false, isGuest: true }));
    await rightOf(at(file).check);
    await rightOf(at(file).backup?.(`${file}.copy`) ?? expect.fail('there is a backup'));
    await guest.close();
    expect((await leftOf(at(file).open({ migrates: true }))).detail).to.contain('has it open');
    await server.close();
  });

  it('is one lock for every path to the file', async () => {
    const file = newFile();
    const [toFile, toFolder] = [join(folder(), 'link.db'), join(folder(), 'link')];
    symlinkSync(dirname(file), toFolder);
    symlinkSync(file, toFile);
    // Once while the link leads to no file yet, once to the file.
    for (const first of [toFile, file]) {
      const server = await open(first);
      for (const path of [toFile, join(toFolder, 'cti.db'), file]) {
        expect((await leftOf(at(path).open({ migrates: true }))).detail, path).to.contain('has it open');
      }
      await server.close();
    }
  });

  it('restores to where a link leads, and leaves the link', async () => {
    const [source, file, link] = [newFile(), newFile(), join(folder(), 'restored.db')];
    const server = await open(source);
    await rightOf(server.aggregates.commit(commitOf({ events: [eventOf(call())] })));
    for (const copy of [`${source}.copy`, file]) {
      await rightOf(at(source).backup?.(copy) ?? expect.fail('there is a backup'));
    }
    await server.close();
    symlinkSync(file, link);
    const kept = await rightOf(at(link).restore?.(`${source}.copy`) ?? expect.fail('there is a restore'));
    expect(kept).to.contain(`${file}.before-`);
    const restored = await open(file);
    expect((await rightOf(restored.events.position(APP))).seq).to.be.above(1);
    await restored.close();
  });

  it('keeps its files to their owner, and leaves no name of a process that has ended', async () => {
    const file = newFile();
    const server = await open(file);
    for (const name of [`${file}.lock`, `${file}.pid`]) expect(statSync(name).mode & 0o777).to.equal(0o600);
    await server.close();
    expect(existsSync(`${file}.pid`)).to.equal(false);
  });

  it('is released where the database cannot be opened', async () => {
    const file = newFile();
    writeFileSync(file, 'Dear diary, this is no database. '.repeat(100));
    for (let n = 0; n < 2; n += 1) {
      expect((await leftOf(at(file).open({ migrates: true }))).detail).to.match(/file is not a database$/);
    }
  });

  it('says in one line that it cannot be taken', async () => {
    const file = newFile();
    mkdirSync(`${file}.lock`);
    const { detail } = await leftOf(at(file).open({ migrates: true }));
    expect(detail).to.match(/^cannot open the database .+: cannot lock .+$/);
    expect(detail).to.contain(file).and.contain(`${file}.lock`);
    expect(existsSync(file)).to.equal(false);
  });

  it('names nobody where the name cannot be read', async () => {
    const file = newFile();
    const server = await open(file);
    writeFileSync(`${file}.pid`, 'x'.repeat(100_000));
    expect((await leftOf(at(file).open({ migrates: true }))).detail).to.match(/: another process has it open/);
    await server.close();
  });

  it('takes none for a database in memory', async () => {
    const both = [await open(':memory:'), await open(':memory:')];
    for (const storage of both) await storage.close();
    expect(existsSync(':memory:.lock')).to.equal(false);
  });
});
