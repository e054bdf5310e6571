import { once } from 'node:events';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ContainerModule } from 'inversify';
import { loadConfig } from '../../src/adapters/config/load-config.js';
import { startServer, TOKENS } from '../../src/server.js';
import { freePort } from '../../src/testing/free-port.js';
import { leftOf, rightOf } from '../../src/testing/storage/outcome.js';
import { type EmptyStorage, emptyStorage, onEmbedded } from '../support/engines.js';
import { INTERNAL_SECRET, WEBHOOK_SECRET } from './running.js';
import { killAll, runToEnd, startProcess } from './server-process.js';

const SECRETS = { INTERNAL_API_SECRET: INTERNAL_SECRET, DIALPAD_WEBHOOK_SECRET: WEBHOOK_SECRET };

describe('one server', function () {
  this.timeout(60_000);
  let folder: string;
  let storage: EmptyStorage;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'cti-one-server-')));
    storage = await emptyStorage();
  });
  afterEach(async () => {
    killAll();
    await storage.drop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The only line of a server that does not start. */
  const refusal = async (env: Readonly<Record<string, string>>): Promise<string> => {
    const { code, stderr, stdout } = await runToEnd({ ...SECRETS, ...env }, folder);
    expect(code, stdout).to.equal(1);
    expect(stderr).to.match(/^[^\n]+\n$/);
    return stderr.trim();
  };

  const administer = async (url: string, method: string, body?: object) => {
    const headers = { authorization: `Bearer ${INTERNAL_SECRET}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}/internal/apps`, { method, headers, body: JSON.stringify(body) });
    return JSON.parse(await response.text());
  };

  onEmbedded('has an SQLite file, and after kill -9 the next finds everything in it', async () => {
    const env = { STORAGE: 'sqlite', DATA_DIR: folder };
    const first = await startProcess({ ...SECRETS, ...env }, folder);
    const { app_id: id } = await administer(first.url, 'POST', { name: 'Clinic' });
    expect(await refusal(env)).to.match(
      new RegExp(`^cannot open the database ${folder}/cti\\.db: process ${first.child.pid} on \\S+ has it open: stop`),
    );
    expect(JSON.stringify(await administer(first.url, 'GET'))).to.contain(id);

    await first.end('SIGKILL');
    const second = await startProcess({ ...SECRETS, ...env }, folder);
    expect(JSON.stringify(await administer(second.url, 'GET'))).to.contain(id);
    expect(await second.end('SIGTERM')).to.equal(0);
  });

  it('says in one line who has its port, and starts with the same storage once it is free', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const env = { ...storage.env, DATA_DIR: folder, PORT: String(port) };
    const who = process.platform === 'linux' ? `process ${process.pid} (` : 'a process that cannot be told';
    expect(await refusal(env)).to.contain(`Port ${port} is taken by ${who}`);
    holder.close();
    await once(holder, 'close');
    await (await startProcess({ ...SECRETS, ...env }, folder)).end('SIGTERM');
  });

  it('has its port, also beside one with another folder', async () => {
    // Named by number: a port that the system chose is shared with nobody in any case.
    const port = String(await freePort());
    const env = { ...storage.env, PORT: port };
    const first = await startProcess({ ...SECRETS, ...env, DATA_DIR: join(folder, 'one') }, folder);
    const who = process.platform === 'linux' ? `process ${first.child.pid} (` : 'a process that cannot be told';
    const line = await refusal({ ...env, DATA_DIR: join(folder, 'other') });
    expect(line).to.contain(`Port ${port} is taken by ${who}`);
    expect(await first.end('SIGTERM')).to.equal(0);
    await (await startProcess({ ...SECRETS, ...env, DATA_DIR: folder }, folder)).end('SIGTERM');
  });

  it('says in one line that its host is no address of the machine', async () => {
    expect(await refusal({ ...storage.env, HOST: '192.0.2.1' })).to.match(/^HOST 192\.0\.2\.1 is no address of this/);
  });

  it('leaves nothing open where a program cannot start it', async () => {
    const env = { STORAGE: 'sqlite', DATA_DIR: folder, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'error', ...SECRETS };
    const { config } = await rightOf(loadConfig({ env, cwd: folder }));
    const failing = new ContainerModule(({ rebind }) => {
      rebind(TOKENS.clock).toDynamicValue(() => {
        throw new Error('it does not start');
      });
    });
    expect((await leftOf(startServer({ config, overrides: [failing] }))).message).to.contain('it does not start');
    expect((await leftOf(startServer({ config: { ...config, host: '192.0.2.1' } }))).message).to.contain('no address');
    const running = await rightOf(startServer({ config }));
    expect((await leftOf(startServer({ config }))).message).to.contain('has it open');
    await running.stop();
    await (await rightOf(startServer({ config }))).stop();
  });
});
