import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { loadConfig } from '../../../src/adapters/config/load-config.js';
import type { Environment } from '../../../src/adapters/config/variable.js';

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
    expect(loaded).to.deep.equal(
      E.left({
        _tag: 'ConfigError',
        message:
          'Missing required environment variables: CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, INTERNAL_API_SECRET, DIALPAD_WEBHOOK_SECRET',
      }),
    );
  });
});
