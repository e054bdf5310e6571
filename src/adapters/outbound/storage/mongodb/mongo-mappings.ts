import * as O from 'fp-ts/lib/Option.js';
import type { Place } from '../../../../application/ports/listing.js';
import type { NewUserMapping, UserMappingRepository } from '../../../../application/ports/user-mapping-repository.js';
import type { AppId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { crmUserKey } from '../../../../domain/user-mapping/crm-user-key.js';
import type { UserMapping } from '../../../../domain/user-mapping/user-mapping.js';
import { listed } from '../listed.js';
import { type Collections, idWithin, type MappingDoc } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { readPage } from './mongo-page.js';
import { emptyPayload } from './mongo-payload.js';
import { writeForApps } from './mongo-writes.js';

export const mongoMappings = (access: MongoAccess): UserMappingRepository => {
  const { collections, run } = access;
  const { user_mappings } = collections;

  return {
    upsert: (appId, mappings, now) =>
      run(async () => {
        const saved = await upsert(access, appId, mappings, now);
        return mappings.flatMap(({ dialpadUserId }) => {
          const doc = saved.get(idWithin(appId, dialpadUserId));
          return doc === undefined ? [] : [mappingOf(doc)];
        });
      }),

    list: (appId, page) =>
      run(async () => {
        const ofApp = { app_id: appId, deleted: false };
        const docs = await readPage(user_mappings, ofApp, page, NEWEST_FIRST);
        const placeOf = ({ created_at: at, id }: MappingDoc): Place => ({ at, id });
        return listed(page, docs, { toItem: mappingOf, placeOf }, () =>
          access.totals(appId, 'mappings', () => user_mappings.countDocuments(ofApp)),
        );
      }),

    findByDialpadUser: (appId, id) =>
      run(async () => {
        const doc = await user_mappings.findOne({ app_id: appId, _id: idWithin(appId, id), deleted: false });
        return O.map(mappingOf)(O.fromNullable(doc));
      }),

    findByCrmUser: (appId, crmUserId) =>
      run(async () => {
        const ofCrmUser = user_mappings.find({ app_id: appId, crm_user_key: crmUserKey(crmUserId), deleted: false });
        const [latest] = await ofCrmUser.sort({ updated_at: -1, id: -1 }).limit(1).toArray();
        return O.map(mappingOf)(O.fromNullable(latest));
      }),

    ofUsers: (appId, users) =>
      run(async () => {
        const ids = [...new Set(users)].map((user) => idWithin(appId, user));
        if (ids.length === 0) return [];
        const found = await user_mappings.find({ app_id: appId, _id: { $in: ids }, deleted: false }).toArray();
        return found.map(mappingOf);
      }),

    delete: (appId, id) => run(() => markDeleted(collections, { app_id: appId, id })),

    deleteByDialpadUser: (appId, id) =>
      run(() => markDeleted(collections, { app_id: appId, _id: idWithin(appId, id) })),
  };
};

const NEWEST_FIRST = { by: 'created_at', id: 'id', direction: -1 } as const;

/** Saves the mappings, the last one for each Dialpad user, and answers with the documents by `_id`. */
const upsert = async (
  access: MongoAccess,
  appId: AppId,
  mappings: readonly NewUserMapping[],
  now: Timestamp,
): Promise<ReadonlyMap<string, MappingDoc>> => {
  const last = new Map(mappings.map((mapping) => [idWithin(appId, mapping.dialpadUserId), mapping]));
  if (last.size === 0) return new Map();
  let docs: readonly MappingDoc[] = [];
  await writeForApps(access, [appId], async (_positions, within) => {
    const { user_mappings } = access.collections;
    const found = user_mappings.find({ app_id: appId, _id: { $in: [...last.keys()] } }, within);
    const stored = new Map((await found.toArray()).map((doc) => [doc._id, doc]));
    docs = [...last].map(([_id, mapping]) => nextDoc(_id, appId, stored.get(_id), mapping, now));
    return new Map([[appId, { ...emptyPayload(now), mappings: docs }]]);
  });
  return new Map(docs.map((doc) => [doc._id, doc]));
};

/** Puts a marker in place of a mapping; false if there is none. */
const markDeleted = async (
  { user_mappings }: Collections,
  filter: { readonly app_id: AppId } & Partial<Pick<MappingDoc, '_id' | 'id'>>,
): Promise<boolean> => {
  const { modifiedCount } = await user_mappings.updateOne(
    { ...filter, deleted: false },
    { $set: { deleted: true }, $inc: { revision: 1 } },
  );
  return modifiedCount === 1;
};

/** The next revision of a mapping. In place of a marker a new mapping begins, with an id of its own. */
const nextDoc = (
  _id: string,
  appId: AppId,
  stored: MappingDoc | undefined,
  { id, dialpadUserId, crmUserId }: NewUserMapping,
  now: Timestamp,
): MappingDoc => {
  const revision = (stored?.revision ?? 0) + 1;
  const before = stored === undefined || stored.deleted ? null : stored;
  return {
    _id,
    app_id: appId,
    id: before?.id ?? id,
    dialpad_user_id: dialpadUserId,
    crm_user_id: crmUserId,
    crm_user_key: crmUserKey(crmUserId),
    created_at: before?.created_at ?? now,
    updated_at: now,
    revision,
    deleted: false,
  };
};

export const mappingOf = (doc: MappingDoc): UserMapping => ({
  id: doc.id,
  appId: doc.app_id,
  dialpadUserId: doc.dialpad_user_id,
  crmUserId: doc.crm_user_id,
  createdAt: doc.created_at,
  updatedAt: doc.updated_at,
});

export const mappingDocOf = (mapping: UserMapping): MappingDoc => ({
  _id: idWithin(mapping.appId, mapping.dialpadUserId),
  app_id: mapping.appId,
  id: mapping.id,
  dialpad_user_id: mapping.dialpadUserId,
  crm_user_id: mapping.crmUserId,
  crm_user_key: crmUserKey(mapping.crmUserId),
  created_at: mapping.createdAt,
  updated_at: mapping.updatedAt,
  revision: 1,
  deleted: false,
});
