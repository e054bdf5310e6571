import { randomUUID } from 'node:crypto';
import { BUDGETS } from '../../../../application/budgets.js';
import type { EventLog } from '../../../../application/ports/event-log.js';
import type { AppEvent } from '../../../../domain/event/app-event.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { listed } from '../listed.js';
import { placeOfEvent } from '../place-of-event.js';
import { withinBytes } from '../within-bytes.js';
import type { EventDoc } from './mongo-collections.js';
import type { MongoAccess } from './mongo-engine.js';
import { eventOf } from './mongo-event-docs.js';
import { readPage } from './mongo-page.js';

/** Reads what a majority of the servers has: an event that a client has seen must not be lost when one server fails. */
const DURABLE = { readConcern: { level: 'majority' } } as const;

export const mongoEventLog = ({ collections, run, now }: MongoAccess): EventLog => ({
  read: (appId, after, limit, maxBytes = BUDGETS.pageBytes) =>
    run(async () => {
      // A step that is being written out stores its events before it raises the stream's `seq`: those are not read yet.
      const stream = await collections.streams.findOne({ _id: appId }, { projection: { seq: 1 }, ...DURABLE });
      const read = (from: number, most: number): Promise<readonly FoundEvent[]> =>
        collections.events
          .find({ app_id: appId, seq: { $gt: from, $lte: stream?.seq ?? 0 } }, { projection: SHOWN, ...DURABLE })
          .sort({ seq: 1 })
          .limit(most)
          .toArray();
      return eventsWithin(read, after, limit, maxBytes);
    }),

  ofCall: (appId, callId, page) =>
    run(async () => {
      const stream = await collections.streams.findOne({ _id: appId }, { projection: { seq: 1 }, ...DURABLE });
      const matching = { app_id: appId, call_id: callId, seq: { $lte: stream?.seq ?? 0 } };
      const docs = await readPage(collections.events, matching, page, { by: 'seq', id: 'id', direction: 1, bytesOf });
      return listed(page, docs, { toItem: eventOf, placeOf: placeOfEvent, bytesOf }, () =>
        collections.events.countDocuments(matching),
      );
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

  positions: run(async () => {
    const meta = await collections.meta.findOne({ _id: 'stream' });
    const found = await collections.streams.find({}, { projection: { seq: 1 }, ...DURABLE }).toArray();
    return { stream: meta?.name ?? '', seqs: new Map(found.map(({ _id, seq }) => [_id, seq] as const)) };
  }),

  restart: run(() => restart(collections, now())),
});

/** The name comes last: a restart that was cut short before is begun again. */
const restart = async ({ apps, streams, meta }: MongoAccess['collections'], now: Timestamp): Promise<void> => {
  await streams.updateMany({}, { $inc: { seq: 1 } });
  await streams.updateMany({}, { $max: { seq: now } });
  for await (const { _id } of apps.find({}, { projection: { _id: 1 } })) {
    await streams.updateOne({ _id }, { $setOnInsert: { seq: now, intent: null } }, { upsert: true });
  }
  await meta.updateOne({ _id: 'stream' }, { $set: { name: randomUUID() } });
};

const bytesOf = ({ json }: Pick<EventDoc, 'json'>): number => Buffer.byteLength(json);

type FoundEvent = Pick<EventDoc, 'seq' | 'json'>;

const SHOWN = { seq: 1, json: 1 } as const;

/** How many events are read before it is known how large they are. */
const FIRST_FEW = 8;

/** The first few events tell how many more fit, so that not many are read in vain: each may be as large as a request. */
const eventsWithin = async (
  read: (after: number, most: number) => Promise<readonly FoundEvent[]>,
  after: number,
  limit: number,
  maxBytes: number,
): Promise<readonly AppEvent[]> => {
  const fits = withinBytes(maxBytes);
  const events: AppEvent[] = [];
  let bytes = 0;
  let last = after;
  for (let most = FIRST_FEW; events.length < limit; most = Math.ceil((maxBytes - bytes) / (bytes / events.length))) {
    const asked = Math.min(most, limit - events.length);
    const found = await read(last, asked);
    for (const doc of found) {
      const size = Buffer.byteLength(doc.json);
      if (!fits(size)) return events;
      bytes += size;
      last = doc.seq;
      events.push(eventOf(doc));
    }
    if (found.length < asked || bytes >= maxBytes) break;
  }
  return events;
};
