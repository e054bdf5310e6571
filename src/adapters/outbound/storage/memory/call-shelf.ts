import type { LegsRead } from '../../../../application/ports/aggregates.js';
import type { Call } from '../../../../domain/call/call.js';
import { type CallView, viewOf } from '../../../../domain/call/call-view.js';
import { makeLegIndex } from '../../../../domain/call/connected-legs.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import { areSameLegs } from '../same-legs.js';
import { makeShelf, type Shelf } from './shelf.js';

/** Calls, also by the ids that connect them. */
export interface CallShelf extends Shelf<Call, CallView> {
  /** The calls of an app under these ids, each once, with the whole conversations they belong to. */
  readonly conversations: (appId: AppId, ids: readonly DialpadId[]) => readonly Call[];
  /** Whether what was read still stands. */
  readonly isUnchanged: (read: LegsRead) => boolean;
}

export const makeCallShelf = (): CallShelf => {
  const shelf = makeShelf((call: Call) => call.dialpadCallId, viewOf);
  const legs = makeLegIndex([], Number.POSITIVE_INFINITY);
  const conversations: CallShelf['conversations'] = (appId, ids) =>
    legs.connectedTo(appId, ids).flatMap((id) => shelf.find(appId, id) ?? []);
  return {
    ...shelf,
    put: (call) => {
      shelf.put(call);
      legs.add(call);
    },
    conversations,
    // The ids that were read are connected to no others, so whole conversations are just the legs under them.
    isUnchanged: (read) => areSameLegs(read, conversations(read.appId, read.ids)),
  };
};
