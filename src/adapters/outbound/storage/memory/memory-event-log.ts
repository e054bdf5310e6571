import * as E from 'fp-ts/lib/Either.js';
import { takeLeftWhile } from 'fp-ts/lib/ReadonlyArray.js';
import { BUDGETS } from '../../../../application/budgets.js';
import type { EventLog } from '../../../../application/ports/event-log.js';
import type { AppEvent, NewAppEvent } from '../../../../domain/event/app-event.js';
import type { AppId } from '../../../../domain/ids.js';
import { withinBytes } from '../within-bytes.js';
import { type MemoryState, type MemoryStream, request } from './memory-state.js';

export const memoryEventLog = (state: MemoryState): EventLog => ({
  read: (appId, after, limit, maxBytes = BUDGETS.pageBytes) =>
    request(state, () => {
      const { seq, events } = streamOf(state, appId);
      // The stored events have no gaps, so the first one's `seq` gives the index of every other.
      const first = events[0]?.event.seq ?? seq + 1;
      const from = Math.max(0, after + 1 - first);
      const fits = withinBytes(maxBytes);
      return E.right(
        takeLeftWhile((event: AppEvent) => fits(bytesOf(event)))(
          events.slice(from, from + limit).map(({ event }) => event),
        ),
      );
    }),

  prune: (appId, before, limit) =>
    request(state, () => {
      const { events } = streamOf(state, appId);
      const young = events.findIndex(({ recordedAt }) => recordedAt >= before);
      const count = Math.min(limit, young === -1 ? events.length : young);
      events.splice(0, count);
      return E.right(count);
    }),

  position: (appId) => request(state, () => E.right({ stream: state.stream, seq: streamOf(state, appId).seq })),

  newest: (apps) =>
    request(state, () =>
      E.right(
        new Map(
          apps.flatMap((appId) => {
            const stream = state.streams.get(appId);
            return stream === undefined ? [] : [[appId, stream.seq] as const];
          }),
        ),
      ),
    ),
});

const bytesOf = ({ content }: AppEvent): number => Buffer.byteLength(JSON.stringify(content));

const streamOf = (state: MemoryState, appId: AppId): MemoryStream => state.streams.get(appId) ?? { seq: 0, events: [] };

/** Appends an event to the stream of its app, and answers with the event and its `seq`. */
export const appendEvent =
  (state: MemoryState) =>
  (event: NewAppEvent): AppEvent => {
    const stream = streamOf(state, event.appId);
    state.streams.set(event.appId, stream);
    stream.seq += 1;
    const appended = { ...event, seq: stream.seq };
    stream.events.push({ event: appended, recordedAt: Date.now() });
    return appended;
  };
