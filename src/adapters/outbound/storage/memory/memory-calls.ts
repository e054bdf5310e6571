import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { CallFilter, CallRepository } from '../../../../application/ports/call-repository.js';
import { isLive } from '../../../../domain/call/call-status.js';
import type { CallView } from '../../../../domain/call/call-view.js';
import { oldestFirst } from '../../../../domain/oldest-first.js';
import { byLeastRecentlyUpdated } from '../by-least-recently-updated.js';
import { withEitherSide } from '../either-side.js';
import { pageOfSorted } from '../page-of-sorted.js';
import { attributed, matches, newestFirst } from './memory-listing.js';
import { type MemoryState, request } from './memory-state.js';

export const memoryCalls = (state: MemoryState): CallRepository => ({
  find: (appId, id) =>
    request(state, () => {
      const found = state.calls.withId(appId, id);
      return E.right(O.map(attributed(state))(O.fromNullable(found?.view)));
    }),

  list: withEitherSide((appId, filter, page) =>
    request(state, () => {
      const found = state.calls
        .ofApp(appId)
        .filter(matches(state, appId, filter))
        .map(({ view }) => view)
        .filter(matchesCall(filter))
        .sort(newestFirst((call) => call.startedAt));
      const placeOf = ({ startedAt: at, id }: (typeof found)[number]) => ({ at, id });
      return E.right(pageOfSorted(found, page, placeOf, { show: attributed(state) }));
    }),
  ),

  startedWithin: (appId, { from, to }, after, limit) =>
    request(state, () => {
      const isAfter = ({ startedAt, id }: CallView): boolean =>
        after === null || startedAt > after.at || (startedAt === after.at && id > after.id);
      const found = state.calls
        .ofApp(appId)
        .map(({ view }) => view)
        .filter((call) => call.startedAt >= from && call.startedAt < to && isAfter(call))
        .sort(oldestFirst((call) => call.startedAt));
      return E.right(found.slice(0, limit));
    }),

  stale: (appId, before, limit) =>
    request(state, () => {
      const found = state.calls
        .ofApp(appId)
        .map(({ view }) => view)
        .filter((call) => isLive(call.status) && call.updatedAt < before)
        .sort(byLeastRecentlyUpdated);
      return E.right(found.slice(0, limit));
    }),
});

const matchesCall =
  ({ statuses, direction, conversationId, startedAfter, startedBefore }: CallFilter) =>
  (call: CallView): boolean =>
    (statuses === undefined || statuses.includes(call.status)) &&
    (direction === undefined || call.direction === direction) &&
    (conversationId === undefined || call.conversationId === conversationId) &&
    (startedAfter === undefined || call.startedAt >= startedAfter) &&
    (startedBefore === undefined || call.startedAt < startedBefore);
