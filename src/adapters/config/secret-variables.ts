import type * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type Environment, type Faults, list, orElse, ownSecret, readVariables, text, webAddress } from './variable.js';

const MIN_SECRET_LENGTH = 32;

/** Keys of any length, as nothing new is encrypted with them. */
const PREVIOUS_KEYS = orElse(
  list(/\s*,\s*/, (key) => key, 'must be keys with commas between them'),
  [],
);

const SandboxSecrets = t.type({
  CLIENT_ID: orElse(text(), null),
  CLIENT_SECRET: orElse(text(), null),
  REDIRECT_URI: orElse(webAddress('http', 'https'), null),
  INTERNAL_API_SECRET: text(),
  DIALPAD_WEBHOOK_SECRET: text(),
  METRICS_TOKEN: orElse(text(), null),
  ENCRYPTION_KEY: orElse(text(), null),
  ENCRYPTION_KEY_PREVIOUS: PREVIOUS_KEYS,
});

/** Stricter than in a sandbox (contract §2). */
const ProductionSecrets = t.type({
  CLIENT_ID: ownSecret(),
  CLIENT_SECRET: ownSecret(),
  REDIRECT_URI: webAddress('https'),
  INTERNAL_API_SECRET: ownSecret(MIN_SECRET_LENGTH),
  DIALPAD_WEBHOOK_SECRET: ownSecret(),
  METRICS_TOKEN: orElse(ownSecret(), null),
  ENCRYPTION_KEY: orElse(ownSecret(MIN_SECRET_LENGTH), null),
  ENCRYPTION_KEY_PREVIOUS: PREVIOUS_KEYS,
});

export type SecretVariables = t.TypeOf<typeof SandboxSecrets>;

export const readSecretVariables = (environment: Environment, production: boolean): E.Either<Faults, SecretVariables> =>
  readVariables<SecretVariables>(production ? ProductionSecrets : SandboxSecrets, environment);
