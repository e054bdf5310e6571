import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { parse } from 'dotenv';
import * as E from 'fp-ts/lib/Either.js';
import { readEnvironment } from '../../../src/adapters/config/environment.js';
import { readStorage } from '../../../src/adapters/config/storage-config.js';
import type { Environment } from '../../../src/adapters/config/variable.js';

const secrets = { INTERNAL_API_SECRET: 'x', DIALPAD_WEBHOOK_SECRET: 'y' };

/** Environments that together read every variable. */
const settings: readonly Environment[] = [
  {
    ...secrets,
    NODE_ENV: 'development',
    CLIENT_ID: 'id',
    CLIENT_SECRET: 'secret',
    REDIRECT_URI: 'https://cti.example.com/auth/dialpad/callback',
  },
  { STORAGE: 'postgres' },
  { DATABASE_URL: 'postgres://db' },
  { MONGODB_URI: 'mongodb://db' },
];

const outcome = (environment: Environment): string =>
  JSON.stringify([readEnvironment(environment), readStorage(environment, false)]);

describe('.env.example', () => {
  let example: Environment;
  before(async () => {
    example = parse(await readFile(new URL('../../../.env.example', import.meta.url)));
  });

  it('lists only variables that have an effect', () => {
    for (const name of Object.keys(example)) {
      const hasEffect = settings.some((given) => outcome({ ...given, [name]: '9' }) !== outcome(given));
      expect(hasEffect, name).to.equal(true);
    }
  });

  it('shows the defaults, and no secret', () => {
    const shown = readEnvironment({ ...example, ...secrets });
    expect(shown).to.deep.equal(readEnvironment(secrets));
    expect(E.isRight(shown)).to.equal(true);
    for (const [name, value] of Object.entries(example)) {
      if (/SECRET|PASSWORD|KEY|URI|URL/.test(name)) expect(value, name).to.equal('');
    }
  });
});
