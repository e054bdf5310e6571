import type { Call } from '../../../../domain/call/call.js';
import { makeCallKin } from '../../../../domain/call/call-kin.js';
import { type CallView, viewOf } from '../../../../domain/call/call-view.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import { type AggregateTable, makeAggregateTable } from './aggregate-table.js';

/** Calls, also by the ids that they have in common. */
export interface CallShelf extends AggregateTable<Call, CallView> {
  /** The calls of an app under these ids, each once, with the whole conversations that they are of. */
  readonly conversations: (appId: AppId, ids: readonly DialpadId[]) => readonly Call[];
}

export const makeCallShelf = (): CallShelf => {
  const shelf = makeAggregateTable((call: Call) => call.dialpadCallId, viewOf);
  const kin = makeCallKin([], Number.POSITIVE_INFINITY);
  return {
    ...shelf,
    put: (call) => {
      shelf.put(call);
      kin.add(call);
    },
    conversations: (appId, ids) => kin.of(appId, ids).flatMap((id) => shelf.find(appId, id) ?? []),
  };
};
