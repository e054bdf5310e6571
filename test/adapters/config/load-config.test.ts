import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { findVariables, loadConfig } from '../../../src/adapters/config/load-config.js';
import type { Environment } from '../../../src/adapters/config/variable.js';
import { rightOf } from '../../../src/testing/storage/outcome.js';

describe('loading the configuration', () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'cti-config-'));
  });
  afterEach(() => rm(cwd, { recursive: true }));

  const load = async (env: Environment = {}) => {
    const loaded = await loadConfig({ env, cwd })();
    if (E.isLeft(loaded)) throw new Error(loaded.left.message);
    return loaded.right;
  };

  it('reads .env; the environment takes precedence', async () => {
    await writeFile(join(cwd, '.env'), 'PORT=5000  # a comment\nLOG_LEVEL=debug\nHOST="::1"\n');
    const { config } = await load({ PORT: '6000' });
    expect(config).to.include({ port: 6000, logLevel: 'debug', host: '::1' });
  });

  it('uses .env where a variable of the environment is blank', async () => {
    await writeFile(join(cwd, '.env'), 'PORT=5000\nDATA_DIR=\n');
    const { config } = await load({ PORT: ' ', HOST: '' });
    expect(config).to.include({ port: 5000, dataDir: join(cwd, 'data') });
  });

  describe('with secrets in files', () => {
    it('reads each variable that names one, without the white space around it', async () => {
      await writeFile(join(cwd, 'internal'), 'an internal secret # of ours\n');
      await writeFile(join(cwd, 'redis'), 'redis://:secret@127.0.0.1:6379\r\n');
      await writeFile(join(cwd, '.env'), 'REDIS_URL_FILE=redis\n');
      const { config } = await load({ INTERNAL_API_SECRET_FILE: join(cwd, 'internal') });
      expect(config.internalApiSecret).to.equal('an internal secret # of ours');
      expect(config.redisUrl).to.equal('redis://:secret@127.0.0.1:6379');
    });

    it('names every file that cannot be used, and no secret', async () => {
      await writeFile(join(cwd, 'empty'), '\n');
      const env = {
        INTERNAL_API_SECRET_FILE: 'nowhere',
        CLIENT_SECRET_FILE: 'empty',
        DB_PASSWORD: 'hunter2',
        DB_PASSWORD_FILE: 'empty',
      };
      const loaded = await loadConfig({ env, cwd })();
      const message = E.isLeft(loaded) ? loaded.left.message : '';
      expect(message).to.contain('INTERNAL_API_SECRET_FILE (its file cannot be read: ENOENT)');
      expect(message).to.contain('CLIENT_SECRET_FILE (its file is empty)');
      expect(message).to.contain('DB_PASSWORD_FILE (DB_PASSWORD is set as well: set only one of them)');
      expect(message).not.to.contain('hunter2');
    });
  });

  it('works without .env, also where a folder has that name', async () => {
    await mkdir(join(cwd, '.env'));
    expect((await load()).config.port).to.equal(4000);
  });

  it('makes the secrets of a sandbox once, readable by the owner only, and finds them again', async () => {
    const first = await load();
    const path = join(cwd, 'data', 'sandbox.env');
    expect(first.sandboxSecrets).to.equal(path);
    expect(first.config.internalApiSecret).to.match(/^[0-9a-f]{64}$/);
    expect(first.config.webhookSecret).not.to.equal(first.config.internalApiSecret);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    expect((await load()).config).to.deep.equal(first.config);
  });

  it('makes only the secret that is missing, and does not store the one that is set', async () => {
    const { config } = await load({ INTERNAL_API_SECRET: 'given' });
    expect(config.internalApiSecret).to.equal('given');
    const text = await readFile(join(cwd, 'data', 'sandbox.env'), 'utf8');
    expect(text).to.contain('DIALPAD_WEBHOOK_SECRET=').and.not.to.contain('given');
    const later = await load();
    expect(later.config.webhookSecret).to.equal(config.webhookSecret);
  });

  it('gives the same secrets to two processes that start together', async () => {
    const loaded = await Promise.all(Array.from({ length: 32 }, () => load()));
    const pairs = loaded.map(({ config }) => `${config.internalApiSecret} ${config.webhookSecret}`);
    expect(new Set(pairs).size).to.equal(1);
    expect(await readdir(join(cwd, 'data'))).to.deep.equal(['sandbox.env']);
  });

  it('completes a file that has lost a secret, and does not change the rest of it', async () => {
    const path = join(cwd, 'data', 'sandbox.env');
    await mkdir(join(cwd, 'data'));
    await writeFile(path, '# mine\nINTERNAL_API_SECRET="a # b"\nDIALPAD_WEBHOOK_SECRET=', { mode: 0o644 });
    const { config } = await load();
    expect(config.internalApiSecret).to.equal('a # b');
    expect(config.webhookSecret).to.match(/^[0-9a-f]{64}$/);
    expect(await readFile(path, 'utf8')).to.match(/^# mine\nINTERNAL_API_SECRET="a # b"\n/);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    expect((await load()).config).to.deep.equal(config);
  });

  it('completes an empty file', async () => {
    await mkdir(join(cwd, 'data'));
    await writeFile(join(cwd, 'data', 'sandbox.env'), '');
    expect((await load()).config.webhookSecret).to.match(/^[0-9a-f]{64}$/);
  });

  it('says in one line that a folder cannot be used', async () => {
    const loaded = await loadConfig({ env: { DATA_DIR: '/dev/null/a\nb' }, cwd })();
    expect(E.isLeft(loaded) && loaded.left.message).to.match(/^The folder DATA_DIR cannot be used: .+$/);
  });

  it('makes no secrets in production, and says in one line what is missing', async () => {
    const loaded = await loadConfig({ env: { NODE_ENV: 'production' }, cwd })();
    const names = ['CLIENT_ID', 'CLIENT_SECRET', 'REDIRECT_URI', 'INTERNAL_API_SECRET', 'DIALPAD_WEBHOOK_SECRET'];
    expect(loaded).to.deep.equal(
      E.left({
        _tag: 'ConfigError',
        message: `Missing required environment variables: ${names.join(', ')}`,
        faults: names.map((variable) => ({ variable, reason: null })),
      }),
    );
  });

  it('finds the secrets that a sandbox has made, for commands, and makes none', async () => {
    expect(await rightOf(findVariables({ env: {}, cwd }))).not.to.have.property('INTERNAL_API_SECRET');
    expect(await readdir(cwd)).to.deep.equal([]);
    const { config } = await load({ DATA_DIR: 'mine' });
    await writeFile(join(cwd, '.env'), 'DATA_DIR=mine\nPORT=5000\n');
    const found = await rightOf(findVariables({ env: { PORT: '6000' }, cwd }));
    expect(found).to.include({ PORT: '6000', INTERNAL_API_SECRET: config.internalApiSecret });
    expect(await rightOf(findVariables({ env: { NODE_ENV: 'production' }, cwd }))).not.to.have.property(
      'INTERNAL_API_SECRET',
    );
    await writeFile(join(cwd, 'secret'), 'of a file\n');
    const inFile = await rightOf(findVariables({ env: { INTERNAL_API_SECRET_FILE: 'secret' }, cwd }));
    expect(inFile.INTERNAL_API_SECRET).to.equal('of a file');
  });
});
