import type { Call } from '../../../domain/call/call.js';
import { legContextsOf } from '../../../domain/call/leg-context.js';

/** Calls with the contexts that today's rules give them. `legs` are all legs of their conversations, the calls among them. */
export const renewedCalls = (calls: readonly Call[], legs: readonly Call[]): readonly Call[] => {
  const contexts = legContextsOf(legs);
  return calls.map((call) => ({ ...call, legContext: contexts.get(call.dialpadCallId) ?? call.legContext }));
};
