import type { LegsRead } from '../../../../application/ports/aggregates.js';
import type { Call } from '../../../../domain/call/call.js';
import { type CallView, viewOf } from '../../../../domain/call/call-view.js';
import { makeLegIndex } from '../../../../domain/call/connected-legs.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import { areSameLegs } from '../same-legs.js';
import { type AggregateTable, makeAggregateTable } from './aggregate-table.js';

/** Calls, also by the ids that connect them. */
export interface CallTable extends AggregateTable<Call, CallView> {
  /** The calls of an app under these ids, each once, with the whole conversations they belong to; of junk, enough to see that it is. */
  readonly conversations: (appId: AppId, ids: readonly DialpadId[]) => readonly Call[];
  /** Whether what was read still stands. */
  readonly isUnchanged: (read: LegsRead) => boolean;
}

export const makeCallTable = (): CallTable => {
  const table = makeAggregateTable((call: Call) => call.dialpadCallId, viewOf);
  const legs = makeLegIndex([]);
  const conversations: CallTable['conversations'] = (appId, ids) => {
    const found = new Set(ids.flatMap((id) => legs.firstConnectedTo(appId, [id])));
    return [...found].flatMap((id) => table.find(appId, id) ?? []);
  };
  return {
    ...table,
    put: (call) => {
      table.put(call);
      legs.add(call);
    },
    conversations,
    // The ids that were read are connected to no others, so whole conversations are just the legs under them.
    isUnchanged: (read) => areSameLegs(read, conversations(read.appId, read.ids)),
  };
};
