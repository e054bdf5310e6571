import type { Filter } from 'mongodb';
import type { CallFilter, CallRepository } from '../../../../application/ports/call-repository.js';
import { LIVE_STATUSES } from '../../../../domain/call/call-status.js';
import { type CallView, viewOf } from '../../../../domain/call/call-view.js';
import type { AppId } from '../../../../domain/ids.js';
import { restoreCall, type StoredCall } from '../../../wire/stored/restore-call.js';
import { byLeastRecentlyUpdated } from '../by-least-recently-updated.js';
import { callOf } from './mongo-aggregate-docs.js';
import { type AggregateDoc, idWithin } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { conditionsOf, findOne, list } from './mongo-lists.js';

export const mongoCalls = ({ collections, run }: MongoAccess): CallRepository => ({
  find: (appId, id) => run(() => findOne(collections, 'calls', appId, id, viewOfStored)),

  list: (appId, filter, page) =>
    run(async () => {
      const conditions = { ...(await conditionsOf(collections, appId, filter)), ...ofCalls(appId, filter) };
      return list(collections, 'calls', appId, conditions, page, viewOfStored);
    }),

  // Calls in progress are few: when they last changed is read off them, and spares every change of a call an index of its own.
  stale: (appId, before, limit) =>
    run(async () => {
      const filter = { app_id: appId, status: { $in: [...LIVE_STATUSES] } };
      const docs = await collections.calls.find(filter, { projection: { json: 1 } }).toArray();
      const found = docs.map((doc) => viewOf(callOf(doc))).filter(({ updatedAt }) => updatedAt < before);
      return found.sort(byLeastRecentlyUpdated).slice(0, limit);
    }),
});

const viewOfStored = (stored: StoredCall): CallView => viewOf(restoreCall(stored));

const ofCalls = (appId: AppId, filter: CallFilter): Filter<AggregateDoc> => {
  const { statuses, direction, conversationId, startedAfter, startedBefore } = filter;
  return {
    ...(statuses === undefined ? {} : { status: { $in: [...statuses] } }),
    ...(direction === undefined ? {} : { direction }),
    ...(conversationId === undefined
      ? {}
      : {
          $or: [
            { app_id: appId, conversation_id: conversationId },
            // A call of before there were conversations has none but its own.
            { _id: idWithin(appId, conversationId), conversation_id: { $exists: false } },
          ],
        }),
    ...(startedAfter === undefined && startedBefore === undefined
      ? {}
      : {
          at: {
            ...(startedAfter === undefined ? {} : { $gte: startedAfter }),
            ...(startedBefore === undefined ? {} : { $lt: startedBefore }),
          },
        }),
  };
};
