import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Filter } from 'mongodb';
import type { ApiKeyRepository, KeyOfApp } from '../../../../application/ports/api-key-repository.js';
import { conflict } from '../../../../application/ports/storage-error.js';
import type { ApiKey, AuditEntry, KeyChange } from '../../../../domain/app/api-key.js';
import type { AppId, KeyId } from '../../../../domain/ids.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { appOf } from './mongo-apps.js';
import type { AppDoc, AuditDoc, Collections, KeyDoc } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';

export const mongoApiKeys = ({ collections, run }: MongoAccess): ApiKeyRepository => {
  const { apps, key_uses } = collections;

  const findKey = async (filter: Filter<AppDoc>, wanted: (key: KeyDoc) => boolean): Promise<O.Option<KeyOfApp>> => {
    const doc = await apps.findOne(filter, { projection: { audit: 0 } });
    const key = doc?.keys.find(wanted);
    if (doc === null || key === undefined) return O.none;
    const uses = await usesOf(collections, [key.id]);
    return O.some({ key: keyOf(doc._id, key, uses), app: appOf(doc) });
  };

  return {
    findByHash: (hash) => run(() => findKey({ 'keys.hash': hash }, (key) => key.hash === hash)),

    findById: (id) => run(() => findKey({ 'keys.id': id }, (key) => key.id === id)),

    ring: (appId) =>
      run(async () => {
        const doc = await apps.findOne({ _id: appId }, { projection: { keys: 1, key_revision: 1 } });
        if (doc === null) return O.none;
        const uses = await usesOf(
          collections,
          doc.keys.map(({ id }) => id),
        );
        return O.some({ appId, keys: doc.keys.map((key) => keyOf(appId, key, uses)), revision: doc.key_revision });
      }),

    apply: (change) => async () => {
      const done = await run(() => apply(collections, change))();
      if (E.isLeft(done)) return done;
      return done.right ? E.right(undefined) : E.left(conflict);
    },

    audit: (appId, page, order) =>
      run(async () => {
        const doc = await apps.findOne({ _id: appId }, { projection: { audit: 1 } });
        const lines = (doc?.audit ?? []).map((line) => entryOf(appId, line));
        const ordered = order === 'oldest-first' ? lines : lines.toReversed();
        return { items: ordered.slice(page.offset, page.offset + page.limit), total: lines.length };
      }),

    touch: (uses) =>
      run(async () => {
        for (const [id, usedAt] of uses) {
          await key_uses.updateOne({ _id: id }, { $max: { last_used_at: usedAt } }, { upsert: true });
        }
      }),
  };
};

/** The keys, their ends and the line of the audit, in one document; false if the ring is not at the revision it was made from. */
const apply = async ({ apps }: Collections, { appId, from, keys, audit }: KeyChange): Promise<boolean> => {
  const doc = await apps.findOne({ _id: appId, key_revision: from }, { projection: { keys: 1, audit: 1 } });
  if (doc === null) return false;
  const ring = new Map(doc.keys.map((key) => [key.id, key]));
  for (const key of keys) ring.set(key.id, { ...(ring.get(key.id) ?? keyDocOf(key)), valid_until: key.validUntil });
  const changed = {
    keys: [...ring.values()],
    audit: [...doc.audit, auditDocOf(audit, from + 1)],
    key_revision: from + 1,
  };
  const { modifiedCount } = await apps.updateOne({ _id: appId, key_revision: from }, { $set: changed });
  return modifiedCount === 1;
};

export const usesOf = async (
  { key_uses }: Collections,
  ids: readonly KeyId[],
): Promise<ReadonlyMap<KeyId, Timestamp>> => {
  if (ids.length === 0) return new Map();
  const uses = await key_uses.find({ _id: { $in: [...ids] } }).toArray();
  return new Map(uses.map(({ _id, last_used_at }) => [_id, last_used_at]));
};

export const keyOf = (appId: AppId, key: KeyDoc, uses: ReadonlyMap<KeyId, Timestamp>): ApiKey => ({
  id: key.id,
  appId,
  hash: key.hash,
  hint: key.hint,
  createdAt: key.created_at,
  validUntil: key.valid_until,
  lastUsedAt: uses.get(key.id) ?? null,
});

export const keyDocOf = (key: ApiKey): KeyDoc => ({
  id: key.id,
  hash: key.hash,
  hint: key.hint,
  created_at: key.createdAt,
  valid_until: key.validUntil,
});

export const entryOf = (appId: AppId, line: AuditDoc): AuditEntry => ({
  id: line.id,
  appId,
  action: line.action,
  oldKeyHint: line.old_key_hint,
  newKeyHint: line.new_key_hint,
  performedAt: line.performed_at,
});

export const auditDocOf = (entry: AuditEntry, revision: number): AuditDoc => ({
  id: entry.id,
  revision,
  action: entry.action,
  old_key_hint: entry.oldKeyHint,
  new_key_hint: entry.newKeyHint,
  performed_at: entry.performedAt,
});
