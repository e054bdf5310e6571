import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { MessageRepository } from '../../../../application/ports/message-repository.js';
import { withEitherSide } from '../either-side.js';
import { pageOfSorted } from '../page-of-sorted.js';
import { attributed, matches, newestFirst } from './memory-listing.js';
import { type MemoryState, request } from './memory-state.js';

export const memoryMessages = (state: MemoryState): MessageRepository => ({
  find: (appId, id) =>
    request(state, () => {
      const found = state.messages.withId(appId, id);
      return E.right(O.map(attributed(state))(O.fromNullable(found?.view)));
    }),

  list: withEitherSide((appId, { direction, ...filter }, page) =>
    request(state, () => {
      const found = state.messages
        .ofApp(appId)
        .filter(matches(state, appId, filter))
        .map(({ view }) => view)
        .filter((message) => direction === undefined || message.direction === direction)
        .sort(newestFirst((message) => message.sentAt));
      const placeOf = ({ sentAt: at, id }: (typeof found)[number]) => ({ at, id });
      return E.right(pageOfSorted(found, page, placeOf, { show: attributed(state) }));
    }),
  ),
});
