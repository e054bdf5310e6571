import { BUDGETS } from '../../../../application/budgets.js';
import type { EventLog } from '../../../../application/ports/event-log.js';
import type { AppEvent } from '../../../../domain/event/app-event.js';
import { withinBytes } from '../within-bytes.js';
import type { EventDoc } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { eventOf } from './mongo-event-docs.js';

/** Reads what a majority of the servers has: an event that a client has seen must not be lost when one server fails. */
const DURABLE = { readConcern: { level: 'majority' } } as const;

export const mongoEventLog = ({ collections, run }: MongoAccess): EventLog => ({
  read: (appId, after, limit, maxBytes = BUDGETS.pageBytes) =>
    run(async () => {
      // A step that is being written out stores its events before it raises the stream's `seq`: those are not read yet.
      const stream = await collections.streams.findOne({ _id: appId }, { projection: { seq: 1 }, ...DURABLE });
      const found = collections.events.find(
        { app_id: appId, seq: { $gt: after, $lte: stream?.seq ?? 0 } },
        { projection: { json: 1 }, ...DURABLE },
      );
      return eventsWithin(found.sort({ seq: 1 }).limit(limit), maxBytes);
    }),

  prune: (appId, before, limit) =>
    run(async () => {
      const oldest = collections.events.find({ app_id: appId }, { projection: { recorded_at: 1 } });
      const old = (await oldest.sort({ seq: 1 }).limit(limit).toArray()).filter(
        ({ recorded_at }) => recorded_at < before,
      );
      if (old.length === 0) return 0;
      const ids = old.map(({ _id }) => _id);
      return (await collections.events.deleteMany({ app_id: appId, _id: { $in: ids } })).deletedCount;
    }),

  position: (appId) =>
    run(async () => {
      const [meta, stream] = await Promise.all([
        collections.meta.findOne({ _id: 'stream' }),
        collections.streams.findOne({ _id: appId }, { projection: { seq: 1 }, ...DURABLE }),
      ]);
      return { stream: meta?.name ?? '', seq: stream?.seq ?? 0 };
    }),

  newest: (apps) =>
    run(async () => {
      const found = await collections.streams
        .find({ _id: { $in: [...apps] } }, { projection: { seq: 1 }, ...DURABLE })
        .toArray();
      return new Map(found.map(({ _id, seq }) => [_id, seq] as const).filter(([, seq]) => seq > 0));
    }),
});

/** The server sends at most 16 MiB at once, so little more than the page is loaded. */
const eventsWithin = async (
  found: AsyncIterable<Pick<EventDoc, 'json'>>,
  maxBytes: number,
): Promise<readonly AppEvent[]> => {
  const fits = withinBytes(maxBytes);
  const events: AppEvent[] = [];
  for await (const doc of found) {
    if (!fits(Buffer.byteLength(doc.json))) break;
    events.push(eventOf(doc));
  }
  return events;
};
