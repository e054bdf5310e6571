import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { cleanValues } from '../../../src/adapters/config/clean-value.js';
import { isProduction, readEnvironment } from '../../../src/adapters/config/environment.js';

describe('the values of an env file', () => {
  it('lose quotes and a comment, as docker run --env-file leaves them', () => {
    for (const value of [
      'production  # or sandbox',
      '"production"  # live',
      "'Production'",
      '"production  # or sandbox"',
      '`PRODUCTION`#x',
    ]) {
      expect(isProduction(cleanValues({ NODE_ENV: value })), value).to.equal(true);
    }
    const values = {
      JSON_LOGS: '"true" # one line each',
      STORAGE: 'sqlite\t# embedded',
      DB_SSL: '# not set',
      PUBLIC_URL: 'https://x/#a',
    };
    expect(cleanValues(values)).to.deep.equal({
      JSON_LOGS: 'true',
      STORAGE: 'sqlite',
      DB_SSL: '',
      PUBLIC_URL: 'https://x/#a',
    });
  });

  it('keep every # of a secret', () => {
    const secrets = { DB_PASSWORD: 'a # b', INTERNAL_API_SECRET: '"x # y"', CLIENT_SECRET: '#start' };
    expect(cleanValues(secrets)).to.deep.equal({
      DB_PASSWORD: 'a # b',
      INTERNAL_API_SECRET: 'x # y',
      CLIENT_SECRET: '#start',
    });
  });

  it('name one of four environments', () => {
    const faultsOf = (NODE_ENV: string) =>
      E.match(
        (faults: readonly { readonly variable: string }[]) => faults.map(({ variable }) => variable),
        () => [],
      )(readEnvironment(cleanValues({ NODE_ENV, INTERNAL_API_SECRET: 'x', DIALPAD_WEBHOOK_SECRET: 'y' })));
    for (const name of ['prod', 'staging', 'production!']) expect(faultsOf(name), name).to.deep.equal(['NODE_ENV']);
    for (const name of ['Sandbox', 'development # mine', '"test"', '']) expect(faultsOf(name), name).to.deep.equal([]);
  });

  it('are no example secrets in production', () => {
    const read = readEnvironment({
      NODE_ENV: 'production',
      STORAGE: 'memory',
      CLIENT_ID: 'your_dialpad_client_id',
      CLIENT_SECRET: 'your_dialpad_client_secret',
      REDIRECT_URI: 'https://x.example/cb',
      INTERNAL_API_SECRET: 'min-32-characters-secret-key-here',
      DIALPAD_WEBHOOK_SECRET: 'your_webhook_secret_from_dialpad',
    });
    expect(E.isLeft(read) && read.left.map(({ variable }) => variable)).to.deep.equal([
      'CLIENT_ID',
      'CLIENT_SECRET',
      'INTERNAL_API_SECRET',
      'DIALPAD_WEBHOOK_SECRET',
    ]);
  });
});
