import * as O from 'fp-ts/lib/Option.js';
import type { Filter } from 'mongodb';
import {
  HAD_ALREADY,
  type InboxJournal,
  type JournalFilter,
  REPLAYABLE_STATUSES,
} from '../../../../application/ports/inbox-journal.js';
import type { Place } from '../../../../application/ports/listing.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { listed } from '../listed.js';
import type { MongoAccess } from './mongo-engine.js';
import { isDuplicate } from './mongo-errors.js';
import { type InboxDoc, journalEntryOf } from './mongo-inbox-docs.js';
import { readPage } from './mongo-page.js';
import { completeDecidedSteps } from './mongo-write-out.js';

const pendingAgain = (now: Timestamp) => ({
  status: 'pending' as const,
  owner: null,
  lease: null,
  attempts: 0,
  reason: null,
  replayed: true,
  processed_at: null,
  available_at: now,
});

export const mongoInboxJournal = ({ collections, run, totals }: MongoAccess): InboxJournal => ({
  find: (id) => run(async () => O.map(journalEntryOf)(O.fromNullable(await collections.inbox.findOne({ _id: id })))),

  list: (filter, page) =>
    run(async () => {
      const matching = filterOf(filter);
      // Ids sort by the time of their creation, which is when the delivery arrived.
      const docs = await readPage(collections.inbox, matching, page, { id: '_id', direction: -1, bytesOf });
      return listed(page, docs, { toItem: journalEntryOf, placeOf, bytesOf }, () =>
        totals(filter.appId ?? null, JSON.stringify(['inbox', filter]), () =>
          collections.inbox.countDocuments(matching),
        ),
      );
    }),

  replay: (which, now) =>
    run(async () => {
      // A decided step that settles one of these events must be written out first, so that it does not settle the event again later.
      await completeDecidedSteps(collections);
      const chosen = 'id' in which ? { _id: which.id } : filterOf(which);
      const settled = { $and: [chosen, { status: { $in: [...REPLAYABLE_STATUSES] } }] };
      return (await collections.inbox.updateMany(settled, { $set: pendingAgain(now) })).modifiedCount;
    }),

  assign: (id, appId, now) =>
    run(async () => {
      const unrouted = { app_id: null, _id: id, status: 'unrouted' as const };
      try {
        const assigned = await collections.inbox.updateOne(unrouted, {
          $set: { ...pendingAgain(now), app_id: appId },
        });
        return assigned.modifiedCount === 1 ? 'assigned' : 'gone';
      } catch (thrown) {
        if (!isDuplicate(thrown)) throw thrown;
        await collections.inbox.updateOne(unrouted, { $set: { status: 'ignored', reason: HAD_ALREADY } });
        return 'duplicate';
      }
    }),

  prune: (before, limit) =>
    run(async () => {
      const done = { status: { $in: ['processed' as const, 'ignored' as const] }, received_at: { $lt: before } };
      const oldest = collections.inbox
        .find(done, { projection: { _id: 1 } })
        .sort({ received_at: 1 })
        .limit(limit);
      const ids = (await oldest.toArray()).map(({ _id }) => _id);
      return ids.length === 0 ? 0 : (await collections.inbox.deleteMany({ _id: { $in: ids }, ...done })).deletedCount;
    }),
});

const bytesOf = ({ payload }: InboxDoc): number => Buffer.byteLength(payload);

const placeOf = ({ _id: id }: InboxDoc): Place => ({ at: 0, id });

const filterOf = ({ status, appId, orderKey }: JournalFilter): Filter<InboxDoc> => ({
  ...(appId === undefined ? {} : { app_id: appId }),
  ...(status === undefined ? {} : { status }),
  ...(appId === undefined || orderKey === undefined ? {} : { order_key: `${appId} ${orderKey}` }),
});
