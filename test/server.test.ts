import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ContainerModule } from 'inversify';
import type { Storage } from '../src/application/ports/storage.js';
import { memoryStorage, openStorage, readConfig, type ServerOptions, startServer, TOKENS } from '../src/server.js';
import { leftOf, rightOf } from '../src/testing/storage/outcome.js';
import { recordingLogger } from './support/recording-logger.js';

describe('a server in another program', () => {
  let folder: string;
  let env: Record<string, string>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cti-embedded-'));
    env = { PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, LOG_LEVEL: 'error' };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** The fields of the line that is logged once the server listens. */
  const listeningLine = async (options: ServerOptions): Promise<object | undefined> => {
    const logger = recordingLogger();
    const log = new ContainerModule(({ rebind }) => void rebind(TOKENS.logger).toConstantValue(logger));
    const server = await rightOf(startServer({ ...options, overrides: [...(options.overrides ?? []), log] }));
    await server.stop();
    return logger.lines.find(({ message }) => message === 'Listening')?.fields;
  };
  const storing = (storage: Storage) =>
    new ContainerModule(({ rebind }) => void rebind(TOKENS.storage).toConstantValue(storage));

  it('starts from environment variables, and makes the secrets that a sandbox lacks', async () => {
    const server = await rightOf(startServer({ env }));
    const { internalApiSecret } = server.config;
    const headers = { authorization: `Bearer ${internalApiSecret}` };
    const answer = await fetch(`http://127.0.0.1:${server.port}/internal/apps`, { headers });
    expect(answer.status).to.equal(200);
    expect(await readdir(folder)).to.include.members(['cti.db', 'sandbox.env']);
    await server.stop();
  });

  it('starts from a configuration that was read', async () => {
    const config = await rightOf(readConfig({ ...env, STORAGE: 'memory' }));
    const server = await rightOf(startServer({ config }));
    expect(server.config).to.equal(config);
    await server.stop();
  });

  it('refuses variables in the line that npm start prints', async () => {
    const refused = await leftOf(startServer({ env: { ...env, NODE_ENV: 'production', PORT: 'x' } }));
    expect(refused._tag).to.equal('StartError');
    expect(refused.message).to.match(
      /^Missing required environment variables: .*INTERNAL_API_SECRET.*\. Invalid environment variables: .*PORT \(must be/,
    );
    expect(refused.message).not.to.include('\n');
  });

  it('reads no .env that happens to be there', async () => {
    const before = process.cwd();
    await writeFile(join(folder, '.env'), 'PORT=never\n');
    process.chdir(folder);
    try {
      const { port } = await rightOf(readConfig(env));
      expect(port).to.equal(0);
    } finally {
      process.chdir(before);
    }
  });

  it('logs the engine that is used, not the one that is configured', async () => {
    const config = await rightOf(readConfig({ ...env, STORAGE: 'sqlite' }));
    expect(await listeningLine({ config })).to.include({ storage: 'sqlite' });
    expect(await listeningLine({ config, overrides: [storing(memoryStorage())] })).to.include({ storage: 'memory' });
    const { engine: _, ...nameless } = memoryStorage();
    expect(await listeningLine({ config, overrides: [storing(nameless)] })).to.have.property('storage', undefined);
  });

  it('uses a storage that is opened and wrapped, and leaves it open', async () => {
    const config = await rightOf(readConfig(env));
    const opened = await rightOf(openStorage(config.storage));
    const created: string[] = [];
    const create: Storage['apps']['create'] = (app, key) => {
      created.push(app.name);
      return opened.apps.create(app, key);
    };
    const overrides = [storing({ ...opened, apps: { ...opened.apps, create } })];
    const server = await rightOf(startServer({ config, overrides }));
    const headers = { authorization: `Bearer ${config.internalApiSecret}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'Clinic' });
    await fetch(`http://127.0.0.1:${server.port}/internal/apps`, { method: 'POST', headers, body });
    await server.stop();
    expect(created).to.deep.equal(['Clinic']);
    await rightOf(opened.ping);
    await opened.close();
  });

  it('is one: several processes are for the program to start', async () => {
    const several = {
      ...env,
      STORAGE: 'postgres',
      DATABASE_URL: 'postgres://someone@127.0.0.1:9/none',
      CTI_PROCESSES: '2',
    };
    expect((await leftOf(startServer({ env: several }))).message).to.match(/^CTI_PROCESSES is for the program: /);
  });

  it('leaves nothing open where it cannot start', async () => {
    const taken = createServer();
    await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
    const { port } = taken.address() as { readonly port: number };
    await leftOf(startServer({ env: { ...env, PORT: String(port) } }));
    await new Promise((closed) => taken.close(closed));
    const server = await rightOf(startServer({ env: { ...env, PORT: String(port) } }));
    await server.stop();
  });
});
