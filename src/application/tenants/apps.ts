import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { emptyRing } from '../../domain/app/api-key.js';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import type { Country } from '../../domain/country.js';
import type { AppId } from '../../domain/ids.js';
import type { AppRepository } from '../ports/app-repository.js';
import type { Clock } from '../ports/clock.js';
import type { EventBus } from '../ports/event-bus.js';
import type { IdGenerator } from '../ports/id-generator.js';
import type { KeyGenerator } from '../ports/key-generator.js';
import type { StorageError } from '../ports/storage-error.js';
import { freshKey, type IssuedKey } from './keys.js';

export type CreateApp = (name: string) => TaskEither<StorageError, IssuedKey>;

/** Creates an active app with its first key, and tells the processes: the app that was the only active one no longer is. */
export const makeCreateApp =
  (deps: {
    readonly apps: AppRepository;
    readonly keys: KeyGenerator;
    readonly ids: IdGenerator;
    readonly clock: Clock;
    readonly bus: EventBus;
  }): CreateApp =>
  (name) =>
  async () => {
    const now = deps.clock.now();
    const id = deps.ids.next() as AppId;
    const app: AppTenant = { id, name, isActive: true, country: null, createdAt: now, updatedAt: now };
    const { key, change } = freshKey(deps, emptyRing(id), 0, now);
    const created = await deps.apps.create(app, change)();
    if (E.isLeft(created)) return created;
    deps.bus.publish({ _tag: 'AccessChanged', appId: id });
    return E.right({ app, key, issuedAt: now });
  };

export type ChangeApp = (
  id: AppId,
  change: {
    readonly name?: string | undefined;
    readonly isActive?: boolean | undefined;
    readonly country?: Country | null | undefined;
  },
) => TaskEither<StorageError, O.Option<AppTenant>>;

/** Renames an app, switches it on or off, or gives it a country; none if there is no such app. Switched off, its sockets close. */
export const makeChangeApp =
  (deps: { readonly apps: AppRepository; readonly clock: Clock; readonly bus: EventBus }): ChangeApp =>
  (id, change) =>
  async () => {
    const updated = await deps.apps.update(id, change, deps.clock.now())();
    if (E.isRight(updated) && O.isSome(updated.right)) deps.bus.publish({ _tag: 'AccessChanged', appId: id });
    return updated;
  };
