import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Filter } from 'mongodb';
import type { ApiKeyRepository, KeyOfApp } from '../../../../application/ports/api-key-repository.js';
import type { Place } from '../../../../application/ports/listing.js';
import { conflict } from '../../../../application/ports/storage-error.js';
import type { KeyChange, KeyRing } from '../../../../domain/app/api-key.js';
import type { AppId, KeyId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { pageOfSorted } from '../page-of-sorted.js';
import {
  type AppDoc,
  type AuditDoc,
  appOf,
  auditDocOf,
  auditEntryOf,
  type KeyDoc,
  keyDocOf,
  keyOf,
} from './mongo-app-docs.js';
import type { Collections } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';

export const mongoApiKeys = ({ collections, run }: MongoAccess): ApiKeyRepository => {
  const { apps, key_uses } = collections;

  return {
    findByHash: (hash) => run(() => findKey(collections, { 'keys.hash': hash }, (key) => key.hash === hash)),

    findById: (id) => run(() => findKey(collections, { 'keys.id': id }, (key) => key.id === id)),

    ring: (appId) => run(() => findRing(collections, appId)),

    apply: (change) => async () => {
      const saved = await run(() => saveChange(collections, change))();
      if (E.isLeft(saved)) return saved;
      return saved.right ? E.right(undefined) : E.left(conflict);
    },

    audit: (appId, page, order) =>
      run(async () => {
        const doc = await apps.findOne({ _id: appId }, { projection: { audit: 1 } });
        const entries = doc?.audit ?? [];
        const isOldestFirst = order === 'oldest-first';
        const placeOf = ({ revision: at, id }: AuditDoc): Place => ({ at, id });
        return pageOfSorted(isOldestFirst ? entries : entries.toReversed(), page, placeOf, {
          order: isOldestFirst ? 'asc' : 'desc',
          show: (entry) => auditEntryOf(appId, entry),
        });
      }),

    touch: (uses) =>
      run(async () => {
        for (const [id, usedAt] of uses) {
          await key_uses.updateOne({ _id: id }, { $max: { last_used_at: usedAt } }, { upsert: true });
        }
      }),
  };
};

/** The key that `isWanted` picks out of the app that `filter` finds, with that app. */
const findKey = async (
  collections: Collections,
  filter: Filter<AppDoc>,
  isWanted: (key: KeyDoc) => boolean,
): Promise<O.Option<KeyOfApp>> => {
  const doc = await collections.apps.findOne(filter, { projection: { audit: 0 } });
  const key = doc?.keys.find(isWanted);
  if (doc === null || key === undefined) return O.none;
  const lastUse = await lastUseOf(collections, [key]);
  return O.some({ key: keyOf(doc._id, key, lastUse), app: appOf(doc) });
};

const findRing = async (collections: Collections, appId: AppId): Promise<O.Option<KeyRing>> => {
  const doc = await collections.apps.findOne({ _id: appId }, { projection: { keys: 1, key_revision: 1 } });
  if (doc === null) return O.none;
  const lastUse = await lastUseOf(collections, doc.keys);
  return O.some({ appId, keys: doc.keys.map((key) => keyOf(appId, key, lastUse)), revision: doc.key_revision });
};

/** Saves new keys, the new ends of others and the audit entry, in one document; false if the ring is no longer at revision `from`. */
const saveChange = async ({ apps }: Collections, { appId, from, keys, audit }: KeyChange): Promise<boolean> => {
  const doc = await apps.findOne({ _id: appId, key_revision: from }, { projection: { keys: 1, audit: 1 } });
  if (doc === null) return false;
  const ring = new Map(doc.keys.map((key) => [key.id, key]));
  for (const key of keys) ring.set(key.id, { ...(ring.get(key.id) ?? keyDocOf(key)), valid_until: key.validUntil });
  const changes = {
    keys: [...ring.values()],
    audit: [...doc.audit, auditDocOf(audit, from + 1)],
    key_revision: from + 1,
  };
  const { modifiedCount } = await apps.updateOne({ _id: appId, key_revision: from }, { $set: changes });
  return modifiedCount === 1;
};

/** When each of these keys was last used; those that never were are missing. */
export const lastUseOf = async (
  { key_uses }: Collections,
  keys: readonly Pick<KeyDoc, 'id'>[],
): Promise<ReadonlyMap<KeyId, Timestamp>> => {
  if (keys.length === 0) return new Map();
  const uses = await key_uses.find({ _id: { $in: keys.map(({ id }) => id) } }).toArray();
  return new Map(uses.map(({ _id, last_used_at }) => [_id, last_used_at]));
};
