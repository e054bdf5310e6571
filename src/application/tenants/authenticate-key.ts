import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type KeyRefusal, refusalOf } from '../../domain/app/api-key.js';
import type { KeyAccess } from '../../domain/app/key-access.js';
import type { KeyId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { ApiKeyRepository, KeyOfApp } from '../ports/api-key-repository.js';
import type { Clock } from '../ports/clock.js';
import type { KeyGenerator } from '../ports/key-generator.js';
import type { StorageError } from '../ports/storage-error.js';

export interface KeyRefused {
  readonly _tag: 'KeyRefused';
  readonly reason: 'key-unknown' | KeyRefusal;
}

export type AuthenticateKey = (key: string) => TaskEither<KeyRefused | StorageError, KeyAccess>;

/** Checks again a key that was accepted before. */
export type RecheckAccess = (access: KeyAccess) => TaskEither<KeyRefused | StorageError, KeyAccess>;

const API_KEY = /^app_[0-9a-f]{64}$/;

const refused = (reason: KeyRefused['reason']): KeyRefused => ({ _tag: 'KeyRefused', reason });

/** Looks up an API key. Only hashes are compared, so the time it takes reveals nothing about another key. */
export const makeAuthenticateKey =
  (deps: {
    readonly apiKeys: Pick<ApiKeyRepository, 'findByHash'>;
    readonly keys: Pick<KeyGenerator, 'hash'>;
    readonly clock: Clock;
    /** Is called on every use of a valid key. */
    readonly noteUse: (key: KeyId, now: Timestamp) => void;
  }): AuthenticateKey =>
  (presented) =>
  async () => {
    if (!API_KEY.test(presented)) return E.left(refused('key-unknown'));
    const found = await deps.apiKeys.findByHash(deps.keys.hash(presented))();
    if (E.isLeft(found)) return found;
    const now = deps.clock.now();
    const access = accessOf(found.right, now);
    if (E.isRight(access)) deps.noteUse(access.right.keyId, now);
    return access;
  };

/** What a key gives access to if that is known without a look-up; null where it has to be looked up, or gives none. */
export type KnownAccess = (key: string) => KeyAccess | null;

export const makeKnownAccess =
  (deps: {
    /** The key with this hash, if it was looked up a moment ago. */
    readonly known: (hash: string) => KeyOfApp | null;
    readonly keys: Pick<KeyGenerator, 'hash'>;
    readonly clock: Clock;
    /** Is called on every use of a valid key. */
    readonly noteUse: (key: KeyId, now: Timestamp) => void;
  }): KnownAccess =>
  (presented) => {
    if (!API_KEY.test(presented)) return null;
    const now = deps.clock.now();
    const access = accessOf(O.fromNullable(deps.known(deps.keys.hash(presented))), now);
    if (E.isLeft(access)) return null;
    deps.noteUse(access.right.keyId, now);
    return access.right;
  };

export const makeRecheckAccess =
  (deps: { readonly apiKeys: Pick<ApiKeyRepository, 'findById'>; readonly clock: Clock }): RecheckAccess =>
  ({ keyId }) =>
  async () => {
    const found = await deps.apiKeys.findById(keyId)();
    return E.isLeft(found) ? found : accessOf(found.right, deps.clock.now());
  };

const accessOf = (found: O.Option<KeyOfApp>, now: Timestamp): E.Either<KeyRefused, KeyAccess> => {
  if (O.isNone(found)) return E.left(refused('key-unknown'));
  const { key, app } = found.value;
  const refusal = refusalOf(key, app, now);
  return refusal === null
    ? E.right({ appId: key.appId, keyId: key.id, validUntil: key.validUntil })
    : E.left(refused(refusal));
};
