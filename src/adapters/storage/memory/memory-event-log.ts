import * as E from 'fp-ts/lib/Either.js';
import type { EventLog } from '../../../application/ports/event-log.js';
import type { AppEvent, NewAppEvent } from '../../../domain/event/app-event.js';
import { type MemoryState, request } from './memory-state.js';

export const memoryEventLog = (state: MemoryState): EventLog => ({
  read: (appId, after, limit) =>
    request(state, () => E.right((state.events.get(appId) ?? []).slice(after, after + limit))),

  position: (appId) =>
    request(state, () => E.right({ stream: state.stream, seq: state.events.get(appId)?.length ?? 0 })),
});

/** Appends an event to the stream of its app, and answers with its place. */
export const appendEvent =
  (state: MemoryState) =>
  (event: NewAppEvent): AppEvent => {
    const stream = state.events.get(event.appId) ?? [];
    const placed = { ...event, seq: stream.length + 1 };
    stream.push(placed);
    state.events.set(event.appId, stream);
    return placed;
  };
