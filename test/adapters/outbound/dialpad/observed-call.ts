import type { Call } from '../../../../src/domain/call/call.js';
import { type CallView, viewOf } from '../../../../src/domain/call/call-view.js';
import { observe } from '../../../../src/domain/call/observe-call.js';
import { fresh } from '../../../domain/arbitraries.js';
import { observationsOf, type Payload } from './translating.js';

/** The call after the call observations of these events. */
export const callObservedIn = (...payloads: readonly Payload[]): CallView => {
  let call: Call | null = null;
  for (const payload of payloads) {
    for (const one of observationsOf(payload)) if (one._tag === 'Call') call = observe(call, one.seen, fresh).call;
  }
  if (call === null) throw new Error('no call was observed');
  return viewOf(call);
};
