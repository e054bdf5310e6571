import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { emptyRing, type KeyChange, type KeyRing, keyHint, revokeKeys, rotateKey } from '../../domain/app/api-key.js';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import type { AppId, AuditId, KeyId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { ApiKeyRepository } from '../ports/api-key-repository.js';
import type { Clock } from '../ports/clock.js';
import type { EventBus } from '../ports/event-bus.js';
import type { IdGenerator } from '../ports/id-generator.js';
import type { KeyGenerator } from '../ports/key-generator.js';
import { type StorageError, storageFault } from '../ports/storage-error.js';

/** A new key in clear text. It is shown once and never stored. */
export interface IssuedKey {
  readonly app: AppTenant;
  readonly key: string;
  readonly issuedAt: Timestamp;
}

/** The app has no valid key to revoke. */
export interface NoKey {
  readonly _tag: 'NoKey';
}

export type RotateKey = (app: AppTenant, graceSeconds: number) => TaskEither<StorageError, IssuedKey>;
export type RevokeKeys = (app: AppTenant) => TaskEither<StorageError | NoKey, { readonly revokedAt: Timestamp }>;

interface Deps {
  readonly apiKeys: ApiKeyRepository;
  readonly keys: KeyGenerator;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  readonly bus: EventBus;
}

/** Another administrator can win the race for the same ring a few times; after that something else is wrong. */
const MAX_RACES = 5;

/** Makes a key and the change that adds it to the ring. */
export const freshKey = (
  deps: { readonly keys: KeyGenerator; readonly ids: IdGenerator },
  ring: KeyRing,
  graceSeconds: number,
  now: Timestamp,
): { readonly key: string; readonly change: KeyChange } => {
  const key = deps.keys.next();
  const fresh = {
    id: deps.ids.next() as KeyId,
    auditId: deps.ids.next() as AuditId,
    hash: deps.keys.hash(key),
    hint: keyHint(key),
  };
  return { key, change: rotateKey(ring, fresh, graceSeconds, now) };
};

/** Gives an app a new key. The old one ends after `graceSeconds`, at once for 0, and its sockets close then. */
export const makeRotateKey =
  (deps: Deps): RotateKey =>
  (app, graceSeconds) =>
  async () => {
    const now = deps.clock.now();
    const changed = await changeRing(deps, app.id, (ring) => freshKey(deps, ring, graceSeconds, now))();
    if (E.isLeft(changed)) return changed;
    return E.right({ app, key: changed.right.key, issuedAt: now });
  };

/** Ends every key of an app; their sockets close. */
export const makeRevokeKeys =
  (deps: Deps): RevokeKeys =>
  (app) =>
  async () => {
    const now = deps.clock.now();
    const revoke = (ring: KeyRing) => ({ change: revokeKeys(ring, { auditId: deps.ids.next() as AuditId }, now) });
    const changed = await changeRing(deps, app.id, revoke)();
    if (E.isLeft(changed)) return changed;
    return changed.right.change === null ? E.left({ _tag: 'NoKey' }) : E.right({ revokedAt: now });
  };

/** Loads the ring, decides and saves; starts again if another writer was faster. */
const changeRing =
  <A extends { readonly change: KeyChange | null }>(
    deps: Deps,
    appId: AppId,
    decide: (ring: KeyRing) => A,
  ): TaskEither<StorageError, A> =>
  async () => {
    for (let race = 1; race <= MAX_RACES; race += 1) {
      const ring = await deps.apiKeys.ring(appId)();
      if (E.isLeft(ring)) return ring;

      const decided = decide(O.getOrElse(() => emptyRing(appId))(ring.right));
      if (decided.change === null) return E.right(decided);

      const applied = await deps.apiKeys.apply(decided.change)();
      if (E.isRight(applied)) {
        deps.bus.publish({ _tag: 'AccessChanged', appId });
        return E.right(decided);
      }
      if (applied.left._tag !== 'Conflict') return E.left(applied.left);
    }
    return E.left(storageFault(`the keys of app ${appId} kept changing`));
  };
