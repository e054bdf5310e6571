import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { VoicemailRepository } from '../../../../application/ports/voicemail-repository.js';
import type { AppId, VoicemailId } from '../../../../domain/ids.js';
import { withEitherSide } from '../either-side.js';
import { pageOfSorted } from '../page-of-sorted.js';
import { attributed, matches, newestFirst } from './memory-listing.js';
import { type MemoryState, request } from './memory-state.js';

export const memoryVoicemails = (state: MemoryState): VoicemailRepository => {
  const findPresent = (appId: AppId, id: VoicemailId) => {
    const found = state.voicemails.withId(appId, id);
    return found?.item.deletedAt === null ? found : null;
  };

  return {
    find: (appId, id) =>
      request(state, () => E.right(O.map(attributed(state))(O.fromNullable(findPresent(appId, id)?.view)))),

    list: withEitherSide((appId, filter, page) =>
      request(state, () => {
        const found = state.voicemails
          .ofApp(appId)
          .filter(({ item }) => item.deletedAt === null)
          .filter(matches(state, appId, filter))
          .map(({ view }) => view)
          .sort(newestFirst((voicemail) => voicemail.createdAt));
        const placeOf = ({ createdAt: at, id }: (typeof found)[number]) => ({ at, id });
        return E.right(pageOfSorted(found, page, placeOf, { show: attributed(state) }));
      }),
    ),

    delete: (appId, id, now) =>
      request(state, () => {
        const found = findPresent(appId, id);
        if (found === null) return E.right(false);
        const { item } = found;
        // A new revision, so that a concurrent commit made from the old one is refused.
        state.voicemails.put({ ...item, deletedAt: now, updatedAt: now, revision: item.revision + 1 });
        return E.right(true);
      }),
  };
};
