import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId } from '../../domain/ids.js';
import type { AppRepository } from '../ports/app-repository.js';
import type { Envelope } from '../ports/payload-reader.js';
import type { StorageError } from '../ports/storage-error.js';

/**
 * The app that an event belongs to by what is in it: that of an organisation it names, else the only active app there is
 * (contract §3).
 */
export const routeByContent =
  (
    apps: Pick<AppRepository, 'findByOrganization' | 'onlyActive'>,
    { organizations }: Pick<Envelope, 'organizations'>,
  ): TaskEither<StorageError, O.Option<AppId>> =>
  async () => {
    if (organizations.length > 0) {
      const tied = await apps.findByOrganization(organizations)();
      if (E.isLeft(tied)) return tied;
      if (O.isSome(tied.right)) return E.right(O.some(tied.right.value.id));
    }
    const only = await apps.onlyActive();
    return E.isLeft(only) ? only : E.right(O.map(idOf)(only.right));
  };

/** The app with this id, if there is one. */
export const routeToNamed =
  (apps: Pick<AppRepository, 'find'>, id: AppId): TaskEither<StorageError, O.Option<AppId>> =>
  async () => {
    const named = await apps.find(id)();
    return E.isLeft(named) ? named : E.right(O.map(idOf)(named.right));
  };

const idOf = (app: { readonly id: AppId }): AppId => app.id;
