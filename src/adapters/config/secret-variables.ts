import type * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type Environment, type Faults, list, orElse, readVariables, text, unless, webAddress } from './variable.js';

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
  ENCRYPTION_KEY: orElse(text(), null),
  ENCRYPTION_KEY_PREVIOUS: PREVIOUS_KEYS,
});

/** The example values of the integration guide. Everybody knows them, so production refuses them. */
const PLACEHOLDERS: readonly RegExp[] = [/-secret-key-here$/i, /^your[_-]/i, /^<.*>$/, /^change[_-]?me/i];

/** A secret that is nobody's example. */
const ownSecret = (minLength = 1) =>
  unless(
    text(minLength),
    (value) => PLACEHOLDERS.some((placeholder) => placeholder.test(value)),
    'is an example value that everybody knows: make one of your own',
  );

/** Stricter than in a sandbox (contract §2). */
const ProductionSecrets = t.type({
  CLIENT_ID: ownSecret(),
  CLIENT_SECRET: ownSecret(),
  REDIRECT_URI: webAddress('https'),
  INTERNAL_API_SECRET: ownSecret(MIN_SECRET_LENGTH),
  DIALPAD_WEBHOOK_SECRET: ownSecret(),
  ENCRYPTION_KEY: orElse(ownSecret(MIN_SECRET_LENGTH), null),
  ENCRYPTION_KEY_PREVIOUS: PREVIOUS_KEYS,
});

export type SecretVariables = t.TypeOf<typeof SandboxSecrets>;

export const readSecretVariables = (environment: Environment, production: boolean): E.Either<Faults, SecretVariables> =>
  readVariables<SecretVariables>(production ? ProductionSecrets : SandboxSecrets, environment);
