import { availableParallelism } from 'node:os';
import { expect } from 'chai';
import * as fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { readEnvironment } from '../../../src/adapters/config/environment.js';
import type { Environment } from '../../../src/adapters/config/variable.js';

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
      rateLimits: { webhooks: 1_000, api: 300, internal: 100 },
      retention: { events: 7, inbox: 30 },
      trustProxy: 0,
      corsOrigins: ['*'],
      dbAutoMigrate: true,
      processes: 1,
      redisUrl: null,
      publicUrl: null,
      encryptionKey: null,
      previousEncryptionKeys: [],
      dialpad: {
        baseUrl: 'https://sandbox.dialpad.com',
        oauth: null,
        scopes: ['calls:list', 'recordings_export', 'offline_access'],
        apiKey: null,
      },
    });
  });

  it('counts an empty variable as not set, and trims values', () => {
    expect(config({ ...secrets, PORT: ' ', LOG_LEVEL: '', HOST: ' 127.0.0.1\n' })).to.include({
      port: 4000,
      logLevel: 'info',
      host: '127.0.0.1',
    });
  });

  it('has as many processes as CTI_PROCESSES says, or as there are cores, where they can share the storage and a bus', () => {
    const [postgres, mongodb] = [
      { ...secrets, STORAGE: 'postgres' },
      { ...secrets, MONGODB_URI: 'mongodb://db' },
    ];
    const REDIS_URL = 'redis://db';
    expect(config({ ...postgres, TRANSPORT: 'node', CTI_PROCESSES: '3' }).processes).to.equal(3);
    expect(config({ ...mongodb, TRANSPORT: 'node', REDIS_URL, CTI_PROCESSES: 'AUTO' }).processes).to.equal(
      availableParallelism(),
    );
    for (const storage of [secrets, { ...secrets, STORAGE: 'memory' }, mongodb]) {
      expect(config({ ...storage, CTI_PROCESSES: '1' }).processes).to.equal(1);
      for (const CTI_PROCESSES of ['2', 'auto']) {
        expect(faults({ ...storage, CTI_PROCESSES }).CTI_PROCESSES).to.match(/^must be 1 with (sqlite|memory|mongodb)/);
      }
    }
    for (const CTI_PROCESSES of ['0', '65', '-1', '1.5', 'all']) {
      expect(faults({ ...postgres, CTI_PROCESSES })).to.deep.equal({
        CTI_PROCESSES: 'must be a whole number from 1 to 64, or auto',
      });
    }
  });

  it('names every fault at once, with its reason and without the value', () => {
    const bad = { PORT: 'abc', JSON_LOGS: 'maybe', STORAGE: 'oracle', REDIS_URL: 'http://x', CORS_ORIGINS: 'crm' };
    expect(faults({ ...secrets, ...bad, INBOX_RETENTION_DAYS: '0' })).to.deep.equal({
      PORT: 'must be a whole number from 0 to 65535',
      JSON_LOGS: 'must be true or false',
      STORAGE: 'must be one of sqlite, postgres, mongodb, memory',
      REDIS_URL: 'must begin with redis:// or rediss://',
      CORS_ORIGINS: 'must be * or origins such as https://crm.example.com with commas between them',
      INBOX_RETENTION_DAYS: 'must be a whole number from 1 to 36500',
    });
  });

  it('accepts no other numbers, booleans and words than it should', () => {
    for (const PORT of ['65536', '-1', '4e3', '0x10', '4000.5', '٤٠٠٠']) {
      expect(faults({ ...secrets, PORT }), PORT).to.have.key('PORT');
    }
    for (const JSON_LOGS of ['1', 'yes', 'constructor', '__proto__']) {
      expect(faults({ ...secrets, JSON_LOGS }), JSON_LOGS).to.have.key('JSON_LOGS');
    }
    expect(faults({ ...secrets, LOG_LEVEL: 'trace' })).to.have.key('LOG_LEVEL');
    expect(config({ ...secrets, PORT: '0', JSON_LOGS: 'TRUE', LOG_LEVEL: 'Warn' })).to.include({
      port: 0,
      jsonLogs: true,
      logLevel: 'warn',
    });
  });

  it('is read or refused, whatever it holds, and a refusal never repeats a value', () => {
    const NAMES = ['PORT', 'STORAGE', 'CLIENT_SECRET', 'DB_PASSWORD', 'DATABASE_URL', 'REDIS_URL', 'REDIRECT_URI'];
    const given = fc.dictionary(fc.constantFrom(...NAMES), fc.string({ minLength: 12 }), { noNullPrototype: true });
    fc.assert(
      fc.property(given, fc.constantFrom('production', 'sandbox'), (variables, NODE_ENV) => {
        const read = readEnvironment({ ...variables, NODE_ENV });
        if (E.isRight(read)) throw new Error('the secrets were missing');
        const refusal = JSON.stringify(read.left);
        for (const value of Object.values(variables))
          expect(refusal).not.to.contain(JSON.stringify(value).slice(1, -1));
      }),
    );
  });

  it('takes origins as browsers write them, in any usual form of a list', () => {
    const origins = (CORS_ORIGINS: string) => config({ ...secrets, CORS_ORIGINS }).corsOrigins;
    expect(origins('https://CRM.example.com/, http://localhost:3000,')).to.deep.equal([
      'https://crm.example.com',
      'http://localhost:3000',
    ]);
    expect(origins('chrome-extension://abcdef')).to.deep.equal(['chrome-extension://abcdef']);
    for (const CORS_ORIGINS of ['crm.example.com', 'https://crm.example.com/app', ',']) {
      expect(faults({ ...secrets, CORS_ORIGINS }), CORS_ORIGINS).to.have.key('CORS_ORIGINS');
    }
  });

  it('takes Dialpad’s address from NODE_ENV, unless it is set', () => {
    expect(config(production).dialpad.baseUrl).to.equal('https://dialpad.com');
    const given = { ...production, DIALPAD_BASE_URL: 'http://127.0.0.1:9/', DIALPAD_SCOPES: 'calls:list  sms' };
    expect(config(given).dialpad).to.include({ baseUrl: 'http://127.0.0.1:9' });
    expect(config(given).dialpad.scopes).to.deep.equal(['calls:list', 'sms']);
  });

  it('has an OAuth application only once all of it is set, with the redirect URI unchanged', () => {
    const { CLIENT_ID, CLIENT_SECRET } = production;
    expect(config({ ...secrets, CLIENT_ID, CLIENT_SECRET }).dialpad.oauth).to.equal(null);
    const redirectUri = 'http://localhost:4000/auth/dialpad/callback/';
    expect(config({ ...secrets, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI: redirectUri }).dialpad.oauth).to.deep.equal({
      clientId: 'id',
      clientSecret: 'secret',
      redirectUri,
    });
    expect(faults({ ...secrets, REDIRECT_URI: 'localhost' })).to.deep.equal({ REDIRECT_URI: 'must be http or https' });
  });

  it('requires more in production', () => {
    expect(config(production).nodeEnv).to.equal('production');
    expect(config({ ...production, NODE_ENV: ' Production' }).nodeEnv).to.equal('production');
    expect(faults({ ...production, ENCRYPTION_KEY: 'short' })).to.have.key('ENCRYPTION_KEY');
    expect(faults({ NODE_ENV: 'production', INTERNAL_API_SECRET: 'short', REDIRECT_URI: 'http://x' })).to.deep.equal({
      CLIENT_ID: null,
      CLIENT_SECRET: null,
      REDIRECT_URI: 'must be https',
      INTERNAL_API_SECRET: 'must have at least 32 characters',
      DIALPAD_WEBHOOK_SECRET: null,
    });
  });

  it('accepts a short secret in a sandbox', () => {
    expect(config({ ...secrets, INTERNAL_API_SECRET: 'short' }).internalApiSecret).to.equal('short');
  });
});
