import type { Storage } from '../../application/ports/storage.js';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import { rightOf } from './outcome.js';
import { app, firstKey } from './samples.js';

/** Creates an app with its first key in a storage. */
export const createApp =
  (storage: () => Storage) =>
  async (changes: Partial<AppTenant> = {}): Promise<AppTenant> => {
    const created = app(changes);
    await rightOf(storage().apps.create(created, firstKey(created)));
    return created;
  };
