import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { readEnvironment } from '../../../src/adapters/config/environment.js';
import type { Environment } from '../../../src/adapters/config/variable.js';
import { vaultSecrets } from '../../../src/adapters/config/vault-secrets.js';

const secretsOf = (environment: Environment) => {
  const read = readEnvironment({ INTERNAL_API_SECRET: 'internal', DIALPAD_WEBHOOK_SECRET: 'y', ...environment });
  if (E.isLeft(read)) throw new Error(JSON.stringify(read.left));
  return vaultSecrets(read.right);
};

describe('the key for stored secrets', () => {
  it('is ENCRYPTION_KEY; what INTERNAL_API_SECRET encrypted stays readable', () => {
    expect(secretsOf({ ENCRYPTION_KEY: 'key' })).to.deep.equal({ current: 'key', previous: ['internal'] });
  });

  it('is INTERNAL_API_SECRET where there is no key', () => {
    expect(secretsOf({}).current).to.equal('internal');
  });

  it('may earlier have been any of ENCRYPTION_KEY_PREVIOUS', () => {
    const { previous } = secretsOf({ ENCRYPTION_KEY: 'key', ENCRYPTION_KEY_PREVIOUS: 'one, two ,three' });
    expect(previous).to.deep.equal(['one', 'two', 'three', 'internal']);
  });
});
