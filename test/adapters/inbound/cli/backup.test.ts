import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { openStorage } from '../../../../src/adapters/outbound/storage/open-storage.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, call, commitOf, eventOf } from '../../../../src/testing/storage/samples.js';
import { programOf } from '../../../e2e/program.js';
import { tempFolder } from '../../outbound/storage/temp-folder.js';

describe('backup and restore of SQLite', function () {
  this.timeout(60_000);
  const folder = tempFolder();
  const open = (name = '.') => rightOf(openStorage({ engine: 'sqlite', file: join(folder(), name, 'cti.db') }));
  const tell = ({ aggregates }: Awaited<ReturnType<typeof open>>) =>
    rightOf(aggregates.commit(commitOf({ events: [eventOf(call())] })));
  /** Runs a command in a process of its own, as beside a server; answers with its exit code and what it printed. */
  const cti = (...args: string[]) => ctiOn('.', ...args);
  const ctiOn = async (name: string, ...args: string[]) => {
    const env = { PATH: process.env.PATH, STORAGE: 'sqlite', DATA_DIR: join(folder(), name) };
    const child = spawn(process.execPath, [...programOf('cti'), ...args], { cwd: folder(), env });
    const printed = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = await once(child, 'exit');
    return { code, text: (await printed).join('') };
  };

  it('backs up beside a running server, restores once it has stopped, and makes the log another one', async () => {
    const server = await open();
    await tell(server);
    const before = await rightOf(server.events.position(APP));
    const backedUp = await cti('backup', 'copy.db');
    expect(backedUp.code, backedUp.text).to.equal(0);
    expect((await stat(join(folder(), 'copy.db'))).mode & 0o777).to.equal(0o600);
    expect((await cti('backup', 'copy.db')).code).to.equal(1);

    for (const command of [['restore', 'copy.db'], ['restore', '--mark'], ['import', 'copy.db'], ['migrate']]) {
      const { code, text: printed } = await cti(...command);
      expect(code, command.join(' ')).to.equal(1);
      const line = `cannot open the database ${join(folder(), 'cti.db')}: process ${process.pid} on`;
      expect(printed, command.join(' '))
        .to.match(/^[^\n]+ has it open: stop it first\n$/)
        .and.contain(line);
    }
    for (const command of [['export', 'all.ndjson'], ['check']]) {
      const { code, text: printed } = await cti(...command);
      expect(code, printed).to.equal(0);
    }
    expect((await rightOf(server.events.read(APP, 0, 10))).length).to.equal(1);
    await server.close();
    expect((await ctiOn('other', 'migrate')).code).to.equal(0);
    const outcome = await ctiOn('other', 'restore', 'copy.db');
    expect(outcome.code, outcome.text).to.equal(0);
    expect(outcome.text).to.contain('cti.db.before-');

    const restored = await open('other');
    expect((await rightOf(restored.events.read(APP, 0, 10))).length).to.equal(1);
    const after = await rightOf(restored.events.position(APP));
    expect(after.stream).not.to.equal(before.stream);
    expect(after.seq).to.be.above(before.seq + 1);
    await restored.close();
    expect((await ctiOn('other', 'restore', '--mark')).code).to.equal(0);
    const marked = await open('other');
    expect((await rightOf(marked.events.position(APP))).stream).not.to.equal(after.stream);
    await marked.close();
  });

  it('never puts a copy in the place of the database, and names the file that cannot be written', async () => {
    await (await open()).close();
    for (const name of ['cti.db', 'cti.db-wal', 'cti.db.lock']) {
      const { code, text: printed } = await cti('backup', '--force', name);
      expect(code, name).to.equal(1);
      expect(printed).to.equal(
        `cannot write ${join(folder(), name)}: it belongs to the database itself: name another file\n`,
      );
    }
    const { code, text: printed } = await cti('backup', join('nowhere', 'copy.db'));
    expect(code).to.equal(1);
    expect(printed).to.match(/^cannot write [^\n]*nowhere\/copy\.db: ENOENT/);
  });

  it('refuses what is no backup, and leaves the database as it is', async () => {
    await writeFile(join(folder(), 'junk.db'), 'x'.repeat(5_000));
    await writeFile(join(folder(), 'empty.db'), '');
    for (const [file, reason] of [
      ['junk.db', 'cannot open the database'],
      ['empty.db', 'no database of this server'],
      ['missing.db', 'There is no file'],
    ] as const) {
      const { code, text: printed } = await ctiOn('third', 'restore', file);
      expect(code, file).to.equal(1);
      expect(printed).to.contain(reason);
    }
  });
});
