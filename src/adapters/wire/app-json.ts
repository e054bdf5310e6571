import * as t from 'io-ts';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import { AppId } from '../../domain/ids.js';
import { IsoTime } from './iso-time.js';

/** An app over REST (contract §6). */
export const AppJson = t.type(
  { id: AppId, name: t.string, is_active: t.boolean, created_at: IsoTime, updated_at: IsoTime },
  'App',
);

export const appToJson = (app: AppTenant): t.OutputOf<typeof AppJson> =>
  AppJson.encode({
    id: app.id,
    name: app.name,
    is_active: app.isActive,
    created_at: app.createdAt,
    updated_at: app.updatedAt,
  });
