import * as E from 'fp-ts/lib/Either.js';
import type { EventLog } from '../../../application/ports/event-log.js';
import type { AppEvent, NewAppEvent } from '../../../domain/event/app-event.js';
import type { AppId } from '../../../domain/ids.js';
import { type MemoryState, type MemoryStream, request } from './memory-state.js';

export const memoryEventLog = (state: MemoryState): EventLog => ({
  read: (appId, after, limit) =>
    request(state, () => {
      const { seq, events } = streamOf(state, appId);
      // What is known is the last of the stream, without a gap.
      const first = seq - events.length + 1;
      const from = Math.max(0, after + 1 - first);
      return E.right(events.slice(from, from + limit).map(({ event }) => event));
    }),

  prune: (appId, before, limit) =>
    request(state, () => {
      const { seq, events } = streamOf(state, appId);
      const young = events.findIndex(({ recordedAt }) => recordedAt >= before);
      const count = Math.min(limit, young === -1 ? events.length : young);
      state.streams.set(appId, { seq, events: events.slice(count) });
      return E.right(count);
    }),

  position: (appId) => request(state, () => E.right({ stream: state.stream, seq: streamOf(state, appId).seq })),
});

const streamOf = (state: MemoryState, appId: AppId): MemoryStream => state.streams.get(appId) ?? { seq: 0, events: [] };

/** Appends events to the streams of their apps, and answers with each in its place. */
export const appendEvents = (state: MemoryState, events: readonly NewAppEvent[]): readonly AppEvent[] => {
  const recordedAt = Date.now();
  const placed = events.map((event) => ({ ...event, seq: 0 }));
  for (const appId of new Set(events.map((event) => event.appId))) {
    const { seq, events: before } = streamOf(state, appId);
    const added = placed.filter((event) => event.appId === appId);
    for (const [index, event] of added.entries()) event.seq = seq + index + 1;
    const known = [...before, ...added.map((event) => ({ event, recordedAt }))];
    state.streams.set(appId, { seq: seq + added.length, events: known });
  }
  return placed;
};
