import * as E from 'fp-ts/lib/Either.js';
import type { AggregateStore } from '../../../application/ports/aggregates.js';
import { conflict } from '../../../application/ports/storage-error.js';
import { appendEvent } from './memory-event-log.js';
import { canSettle, settle } from './memory-inbox.js';
import { type MemoryState, request } from './memory-state.js';

export const memoryAggregates = (state: MemoryState): AggregateStore => ({
  load: (keys) =>
    request(state, () =>
      E.right({
        calls: keys.flatMap(({ appId, calls }) => calls.flatMap((id) => state.calls.find(appId, id) ?? [])),
        voicemails: keys.flatMap(({ appId, voicemails }) =>
          voicemails.flatMap((key) => state.voicemails.find(appId, key) ?? []),
        ),
        messages: keys.flatMap(({ appId, messages }) => messages.flatMap((id) => state.messages.find(appId, id) ?? [])),
      }),
    ),

  commit: ({ owner, calls, voicemails, messages, events, settled }) =>
    request(state, () => {
      const accepted =
        canSettle(state, owner, settled) &&
        state.calls.accepts(calls) &&
        state.voicemails.accepts(voicemails) &&
        state.messages.accepts(messages);
      if (!accepted) return E.left(conflict);

      settle(state, settled);
      calls.forEach(state.calls.put);
      voicemails.forEach(state.voicemails.put);
      messages.forEach(state.messages.put);
      return E.right(events.map(appendEvent(state)));
    }),
});
