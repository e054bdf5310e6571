import type { Filter } from 'mongodb';
import type { CallFilter, CallRepository } from '../../../../application/ports/call-repository.js';
import { LIVE_STATUSES } from '../../../../domain/call/call-status.js';
import { type CallView, viewOf } from '../../../../domain/call/call-view.js';
import type { AppId } from '../../../../domain/ids.js';
import { restoreCall, type StoredCall } from '../../../wire/stored/restore-call.js';
import { byLeastRecentlyUpdated } from '../by-least-recently-updated.js';
import { withEitherSide } from '../either-side.js';
import { callOf } from './mongo-aggregate-docs.js';
import { type AggregateDoc, idWithin } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { conditionsOf, findOne, list } from './mongo-lists.js';

export const mongoCalls = (access: MongoAccess): CallRepository => {
  const { collections, run } = access;
  return {
    find: (appId, id) => run(() => findOne(collections, 'calls', appId, id, viewOfStored)),

    list: withEitherSide((appId, filter, page) =>
      run(async () => {
        const conditions = {
          ...(await conditionsOf(access, appId, filter)),
          ...callConditions(appId, filter),
        };
        return list(access, 'calls', appId, { given: filter, conditions }, page, viewOfStored);
      }),
    ),

    startedWithin: (appId, { from, to }, after, limit) =>
      run(async () => {
        const behind =
          after === null ? [] : [{ $or: [{ at: { $gt: after.at } }, { at: after.at, id: { $gt: after.id } }] }];
        const docs = await collections.calls
          .find(
            { $and: [{ app_id: appId, at: { $gte: after?.at ?? from, $lt: to } }, ...behind] },
            { projection: { json: 1 } },
          )
          .sort({ at: 1, id: 1 })
          .limit(limit)
          .toArray();
        return docs.map((doc) => viewOf(callOf(doc)));
      }),

    // Few calls are in progress, so they are all read and filtered here. An index of `updatedAt` would cost on every change of a call.
    stale: (appId, before, limit) =>
      run(async () => {
        const filter = { app_id: appId, status: { $in: [...LIVE_STATUSES] } };
        const docs = await collections.calls.find(filter, { projection: { json: 1 } }).toArray();
        const found = docs.map((doc) => viewOf(callOf(doc))).filter(({ updatedAt }) => updatedAt < before);
        return found.sort(byLeastRecentlyUpdated).slice(0, limit);
      }),
  };
};

const viewOfStored = (stored: StoredCall): CallView => viewOf(restoreCall(stored));

const callConditions = (appId: AppId, filter: CallFilter): Filter<AggregateDoc> => {
  const { statuses, direction, conversationId, startedAfter, startedBefore } = filter;
  return {
    ...(statuses === undefined ? {} : { status: { $in: [...statuses] } }),
    ...(direction === undefined ? {} : { direction }),
    ...(conversationId === undefined
      ? {}
      : {
          $or: [
            { app_id: appId, conversation_id: conversationId },
            // A document that an older version stored has no `conversation_id`: the call is a conversation by itself.
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
