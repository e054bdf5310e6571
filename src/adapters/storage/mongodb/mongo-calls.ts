import type { Filter } from 'mongodb';
import type { CallFilter, CallRepository } from '../../../application/ports/call-repository.js';
import { type CallView, viewOf } from '../../../domain/call/call.js';
import { restoreCall, type StoredCall } from '../../../domain/call/restore-call.js';
import type { AppId } from '../../../domain/ids.js';
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
