import { identity } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { Place } from '../../../../application/ports/listing.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { listed } from '../listed.js';
import { keyRule } from '../number-keys.js';
import { appDocOf, appOf, auditDocOf, keyDocOf, WITHOUT_KEYS } from './mongo-app-docs.js';
import type { MongoAccess } from './mongo-engine.js';
import { readPage } from './mongo-page.js';
import { emptyPayload } from './mongo-payload.js';
import { rekeyApp } from './mongo-rekey.js';
import { writeForApps } from './mongo-writes.js';

export const mongoApps = (access: MongoAccess): AppRepository => {
  const { collections, run } = access;
  const { apps, app_organizations } = collections;
  const find = async (id: AppId): Promise<O.Option<AppTenant>> =>
    O.map(appOf)(O.fromNullable(await apps.findOne({ _id: id }, { projection: WITHOUT_KEYS })));

  return {
    find: (id) => run(() => find(id)),

    create: (app, firstKey) =>
      run(async () => {
        await apps.insertOne({
          ...appDocOf(app, firstKey.from + 1),
          // What is stored of it from now on has keys by that rule.
          keyed_as: keyRule(app.country ?? access.defaultCountry),
          keys: firstKey.keys.map(keyDocOf),
          audit: [auditDocOf(firstKey.audit, firstKey.from + 1)],
        });
      }),

    list: (page) =>
      run(async () => {
        const docs = await readPage(apps, {}, page, { ...OLDEST_FIRST, projection: WITHOUT_KEYS });
        const placeOf = ({ createdAt: at, id }: AppTenant): Place => ({ at, id });
        return listed(page, docs.map(appOf), { toItem: identity, placeOf }, () =>
          access.totals(null, 'apps', () => apps.countDocuments({})),
        );
      }),

    update: (id, change, now) =>
      run(async () => {
        const isEmpty = Object.values(change).every((value) => value === undefined);
        return isEmpty ? find(id) : update(access, id, change, now);
      }),

    onlyActive: run(async () => {
      const [first, second] = await apps.find({ is_active: true }, { projection: WITHOUT_KEYS }).limit(2).toArray();
      return first !== undefined && second === undefined ? O.some(appOf(first)) : O.none;
    }),

    // One write per organisation, none of them undone by a failure: the caller repeats the request, which links the rest.
    linkOrganizations: (id, organizations) =>
      run(async () => {
        if (O.isNone(await find(id))) throw new Error(`there is no app ${id}`);
        for (const organization of new Set(organizations)) {
          await app_organizations.updateOne({ _id: organization }, { $set: { app_id: id } }, { upsert: true });
        }
      }),

    findByOrganization: (organizations) =>
      run(async () => {
        if (organizations.length === 0) return O.none;
        const linked = await app_organizations.find({ _id: { $in: [...organizations] } }).toArray();
        const apps = new Map(linked.map(({ _id, app_id }) => [_id, app_id]));
        const nearest = organizations.flatMap((organization) => apps.get(organization) ?? [])[0];
        return nearest === undefined ? O.none : find(nearest);
      }),
  };
};

const OLDEST_FIRST = { by: 'created_at', id: '_id', direction: 1 } as const;

const update = async (
  access: MongoAccess,
  id: AppId,
  { name, isActive, country }: Parameters<AppRepository['update']>[1],
  now: Timestamp,
): Promise<O.Option<AppTenant>> => {
  const { apps } = access.collections;
  const changes = {
    ...(name === undefined ? {} : { name }),
    ...(isActive === undefined ? {} : { is_active: isActive }),
    ...(country === undefined ? {} : { country }),
    updated_at: now,
  };
  const changed = await apps.findOneAndUpdate({ _id: id }, { $set: changes }, { returnDocument: 'after' });
  if (changed !== null && country !== undefined) {
    // After this empty step those that have read the old country are written, and later ones read the new country.
    await writeForApps(access, [id], async () => new Map([[id, emptyPayload(now)]]));
    await rekeyApp(access.collections, id, access.defaultCountry);
  }
  return O.map(appOf)(O.fromNullable(changed));
};
