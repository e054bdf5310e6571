import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';

/** Packages that only one choice of the configuration needs. */
const OPTIONAL = ['mongodb', 'pg', 'ioredis', 'libsql', 'ws', 'pino-pretty'];

/** Those of them that a server has loaded once it listens. */
const loadedWith = async (env: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const server = fork(new URL('./support/loaded-packages.ts', import.meta.url), {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'error',
      ...SECRETS,
      ...env,
    },
  });
  const [names] = (await once(server, 'message')) as [readonly string[]];
  await once(server, 'exit');
  return OPTIONAL.filter((name) => names.includes(name));
};

const SECRETS = { INTERNAL_API_SECRET: 'i'.repeat(32), DIALPAD_WEBHOOK_SECRET: 'w'.repeat(32) };

describe('the start of a server', () => {
  it('loads no driver and no printer that its configuration does not need', async () => {
    const memory = { STORAGE: 'memory', TRANSPORT: 'node', JSON_LOGS: 'true' };
    expect(await loadedWith(memory)).to.deep.equal(['ws']);
    expect(await loadedWith({ ...memory, JSON_LOGS: 'false' })).to.deep.equal(['ws', 'pino-pretty']);
  });
});
