import type { Aggregates } from '../../../../src/domain/aggregates.js';
import { type CallView, viewOf } from '../../../../src/domain/call/call-view.js';
import { type Decision, decide } from '../../../../src/domain/decide.js';
import { fresh } from '../../../domain/arbitraries.js';
import { observationsOf, type Payload } from './translating.js';

const NOTHING: Aggregates = { calls: [], voicemails: [], messages: [] };

/** All that has become of some events, one after the other. */
export const workedIn = (...events: readonly Payload[]): Decision => {
  const observations = events
    .flatMap(observationsOf)
    .map((observation) => ({ appId: fresh.appId, observation, replayed: false }));
  let ids = 0;
  const nextId = (): string => {
    ids += 1;
    return `01890000-0000-7000-8000-${String(ids).padStart(12, '0')}`;
  };
  return decide(NOTHING, observations, nextId, fresh.now);
};

/** What each leg looks like after these events. */
export const callsAfter = (...events: readonly Payload[]): readonly CallView[] =>
  workedIn(...events).calls.map((call) => viewOf(call));

/** What the one call looks like after these events. */
export const callAfter = (...events: readonly Payload[]): CallView => {
  const [call, ...more] = callsAfter(...events);
  if (call === undefined || more.length > 0) throw new Error('not one call');
  return call;
};

/** What a CRM was told, in order. */
export const toldOf = (...events: readonly Payload[]): readonly string[] =>
  workedIn(...events).pendingEvents.map(({ content }) => content.type);
