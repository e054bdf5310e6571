import type { CallFilter, CallRepository } from '../../../application/ports/call-repository.js';
import { viewOf } from '../../../domain/call/call.js';
import type { MongoAccess } from './mongo-engine.js';
import { conditionsOf, findOne, list } from './mongo-lists.js';

export const mongoCalls = ({ collections, run }: MongoAccess): CallRepository => ({
  find: (appId, id) => run(() => findOne(collections, 'calls', appId, id, viewOf)),

  list: (appId, filter, page) =>
    run(async () => {
      const conditions = { ...(await conditionsOf(collections, appId, filter)), ...ofCalls(filter) };
      return list(collections, 'calls', appId, conditions, page, viewOf);
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
