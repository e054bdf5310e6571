import * as E from 'fp-ts/lib/Either.js';
import type { AggregateStore } from '../../../../application/ports/aggregates.js';
import { conflict } from '../../../../application/ports/storage-error.js';
import type { AppId } from '../../../../domain/ids.js';
import type { AggregateTable } from './aggregate-table.js';
import { appendEvent } from './memory-event-log.js';
import { canSettle, settle } from './memory-inbox.js';
import { type MemoryState, request } from './memory-state.js';

export const memoryAggregates = (state: MemoryState): AggregateStore => ({
  load: (keys) =>
    request(state, () =>
      E.right({
        calls: keys.flatMap(({ appId, calls }) => state.calls.conversations(appId, calls)),
        voicemails: keys.flatMap(({ appId, voicemails }) => state.voicemails.knownBy(appId, voicemails)),
        messages: keys.flatMap(({ appId, messages }) => found(state.messages, appId, messages)),
      }),
    ),

  commit: ({ owner, calls, voicemails, messages, events, settled, legsRead = [] }) =>
    request(state, () => {
      const accepted =
        canSettle(state, owner, settled) &&
        legsRead.every(state.calls.isUnchanged) &&
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

/** What a table has under these keys, each once. */
const found = <A, View>(shelf: AggregateTable<A, View>, appId: AppId, keys: readonly string[]): readonly A[] =>
  [...new Set(keys)].flatMap((key) => shelf.find(appId, key) ?? []);
