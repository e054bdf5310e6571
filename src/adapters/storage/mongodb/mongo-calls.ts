import type { CallFilter, CallRepository } from '../../../application/ports/call-repository.js';
import { type Call, viewOf } from '../../../domain/call/call.js';
import { LIVE_STATUSES } from '../../../domain/call/call-status.js';
import { longestWithoutNews } from '../longest-without-news.js';
import { itemOf } from './mongo-aggregate-docs.js';
import type { MongoAccess } from './mongo-engine.js';
import { conditionsOf, findOne, list } from './mongo-lists.js';

export const mongoCalls = ({ collections, run }: MongoAccess): CallRepository => ({
  find: (appId, id) => run(() => findOne(collections, 'calls', appId, id, viewOf)),

  list: (appId, filter, page) =>
    run(async () => {
      const conditions = { ...(await conditionsOf(collections, appId, filter)), ...ofCalls(filter) };
      return list(collections, 'calls', appId, conditions, page, viewOf);
    }),

  // Calls in progress are few: when they last changed is read off them, and spares every change of a call an index of its own.
  stale: (appId, before, limit) =>
    run(async () => {
      const filter = { app_id: appId, status: { $in: [...LIVE_STATUSES] } };
      const docs = await collections.calls.find(filter, { projection: { json: 1 } }).toArray();
      const found = docs.map((doc) => viewOf(itemOf<Call>(doc))).filter(({ updatedAt }) => updatedAt < before);
      return found.sort(longestWithoutNews).slice(0, limit);
    }),
});

const ofCalls = ({ statuses, direction, startedAfter, startedBefore }: CallFilter) => ({
  ...(statuses === undefined ? {} : { status: { $in: [...statuses] } }),
  ...(direction === undefined ? {} : { direction }),
  ...(startedAfter === undefined && startedBefore === undefined
    ? {}
    : {
        at: {
          ...(startedAfter === undefined ? {} : { $gte: startedAfter }),
          ...(startedBefore === undefined ? {} : { $lt: startedBefore }),
        },
      }),
});
