import { randomUUID } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { identity } from 'fp-ts/lib/function.js';
import { takeLeftWhile } from 'fp-ts/lib/ReadonlyArray.js';
import { BUDGETS } from '../../../../application/budgets.js';
import type { EventLog } from '../../../../application/ports/event-log.js';
import { type AppEvent, callIdIn, type NewAppEvent } from '../../../../domain/event/app-event.js';
import type { AppId } from '../../../../domain/ids.js';
import { pageOfSorted } from '../page-of-sorted.js';
import { placeOfEvent } from '../place-of-event.js';
import { withinBytes } from '../within-bytes.js';
import { type MemoryState, type MemoryStream, request } from './memory-state.js';

export const memoryEventLog = (state: MemoryState): EventLog => ({
  read: (appId, after, limit, maxBytes = BUDGETS.pageBytes) =>
    request(state, () => {
      const { events } = streamOf(state, appId);
      // Most readers are near the end.
      const from = events.findLastIndex(({ event }) => event.seq <= after) + 1;
      const fits = withinBytes(maxBytes);
      return E.right(
        takeLeftWhile((event: AppEvent) => fits(bytesOf(event)))(
          events.slice(from, from + limit).map(({ event }) => event),
        ),
      );
    }),

  ofCall: (appId, callId, page) =>
    request(state, () => {
      const about = streamOf(state, appId).events.flatMap(({ event }) =>
        callIdIn(event.content) === callId ? [event] : [],
      );
      return E.right(pageOfSorted(about, page, placeOfEvent, { order: 'asc', show: identity }));
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

  positions: request(state, () =>
    E.right({
      stream: state.stream,
      seqs: new Map([...state.streams].map(([appId, { seq }]) => [appId, seq] as const)),
    }),
  ),

  restart: request(state, () => {
    for (const appId of new Set([...state.streams.keys(), ...state.apps.keys()])) {
      const stream = streamOf(state, appId);
      stream.seq = Math.max(Date.now(), stream.seq + 1);
      state.streams.set(appId, stream);
    }
    state.stream = randomUUID();
    return E.right(undefined);
  }),
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
