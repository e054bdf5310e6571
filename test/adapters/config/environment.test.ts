import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { type Environment, readEnvironment } from '../../../src/adapters/config/environment.js';

const secrets = { INTERNAL_API_SECRET: 'x'.repeat(32), DIALPAD_WEBHOOK_SECRET: 'y' };
const production = {
  ...secrets,
  NODE_ENV: 'production',
  CLIENT_ID: 'id',
  CLIENT_SECRET: 'secret',
  REDIRECT_URI: 'https://cti.example.com/auth/dialpad/callback',
};

const config = (environment: Environment) => {
  const read = readEnvironment(environment);
  if (E.isLeft(read)) throw new Error(JSON.stringify(read.left));
  return read.right;
};

const faults = (environment: Environment): Record<string, string | null> => {
  const read = readEnvironment(environment);
  if (E.isRight(read)) throw new Error('nothing was wrong');
  return Object.fromEntries(read.left.map(({ variable, reason }) => [variable, reason]));
};

describe('the environment', () => {
  it('needs nothing but the two secrets', () => {
    expect(config(secrets)).to.deep.include({
      port: 4000,
      host: '0.0.0.0',
      nodeEnv: 'sandbox',
      logLevel: 'info',
      jsonLogs: false,
      storage: { engine: 'sqlite', file: './data/cti.db' },
      wsIdleTimeout: 60,
      wsMaxConnectionsPerApp: 10_000,
    });
  });

  it('counts an empty variable as not set, and drops outer spaces', () => {
    expect(config({ ...secrets, PORT: ' ', LOG_LEVEL: '', HOST: ' 127.0.0.1\n' })).to.include({
      port: 4000,
      logLevel: 'info',
      host: '127.0.0.1',
    });
  });

  it('names everything that is wrong at once, with the reason, and no value', () => {
    expect(faults({ ...secrets, PORT: 'abc', JSON_LOGS: 'maybe', STORAGE: 'oracle' })).to.deep.equal({
      PORT: 'must be a whole number from 0 to 65535',
      JSON_LOGS: 'must be true or false',
      STORAGE: 'must be one of sqlite, postgres, mongodb, memory',
    });
  });

  it('demands in production what only production needs', () => {
    expect(config(production).nodeEnv).to.equal('production');
    expect(faults({ NODE_ENV: 'production', INTERNAL_API_SECRET: 'short', REDIRECT_URI: 'http://x' })).to.deep.equal({
      CLIENT_ID: null,
      CLIENT_SECRET: null,
      REDIRECT_URI: 'must be https',
      INTERNAL_API_SECRET: 'must have at least 32 characters',
      DIALPAD_WEBHOOK_SECRET: null,
    });
  });

  it('lets a sandbox have a short secret', () => {
    expect(config({ ...secrets, INTERNAL_API_SECRET: 'short' }).internalApiSecret).to.equal('short');
  });

  it('does not fall back to another storage than the one that is asked for', () => {
    for (const asked of [{ STORAGE: 'postgres' }, { DB_HOST: 'localhost' }, { MONGODB_URI: 'mongodb://localhost' }]) {
      expect(faults({ ...secrets, ...asked })).to.have.key('STORAGE');
    }
    expect(config({ ...secrets, STORAGE: 'memory', DB_HOST: 'localhost' }).storage).to.deep.equal({ engine: 'memory' });
  });
});
