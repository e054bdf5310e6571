import type { Filter } from 'mongodb';
import type { ActFilter, ActOutcome, AdminAct, AuditLog } from '../../../../application/ports/audit-log.js';
import { listed } from '../listed.js';
import type { ActDoc } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';

export const mongoAuditLog = ({ collections: { audit }, run }: MongoAccess): AuditLog => ({
  begin: (act) =>
    run(async () => {
      await audit.insertOne(docOf(act));
    }),

  end: (id, outcome) =>
    run(async () => {
      await audit.updateOne({ _id: id, status: null }, { $set: outcomeOf(outcome) });
    }),

  list: (filter, page) =>
    run(async () => {
      const matching = filterOf(filter);
      // Ids are in the order of time: they are UUIDs of version 7, made when an act begins.
      const docs = await audit.find(matching).sort({ _id: -1 }).skip(page.offset).limit(page.limit).toArray();
      return listed(page, docs, actOf, async () => ({ total: await audit.countDocuments(matching) }));
    }),

  prune: (before, limit) =>
    run(async () => {
      const old = audit.find({ at: { $lt: before } }, { projection: { _id: 1 } });
      const ids = (await old.sort({ at: 1 }).limit(limit).toArray()).map(({ _id }) => _id);
      return ids.length === 0 ? 0 : (await audit.deleteMany({ _id: { $in: ids } })).deletedCount;
    }),
});

const filterOf = ({ appId, action, from, to }: ActFilter): Filter<ActDoc> => ({
  ...(appId === undefined ? {} : { app_id: appId }),
  ...(action === undefined ? {} : { action }),
  ...(from === undefined && to === undefined
    ? {}
    : { at: { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) } }),
});

const outcomeOf = ({ appId, targetId, count, status }: ActOutcome) => ({
  app_id: appId,
  target_id: targetId,
  affected: count,
  status,
});

const docOf = (act: AdminAct): ActDoc => ({
  _id: act.id,
  at: act.at,
  action: act.action,
  actor: act.actor,
  address: act.address,
  request_id: act.requestId,
  ...outcomeOf(act),
});

const actOf = (doc: ActDoc): AdminAct => ({
  id: doc._id,
  at: doc.at,
  action: doc.action,
  actor: doc.actor,
  address: doc.address,
  requestId: doc.request_id,
  appId: doc.app_id,
  targetId: doc.target_id,
  count: doc.affected,
  status: doc.status,
});
