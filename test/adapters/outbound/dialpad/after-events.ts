import type { Aggregates } from '../../../../src/domain/aggregates.js';
import { type CallView, viewOf } from '../../../../src/domain/call/call-view.js';
import { type Decision, decide } from '../../../../src/domain/decide.js';
import { fresh } from '../../../domain/arbitraries.js';
import { observationsOf, type Payload } from './translating.js';

const NOTHING: Aggregates = { calls: [], voicemails: [], messages: [] };

/** What is decided on some events, one after the other, with nothing stored before. */
export const decisionAfter = (...events: readonly Payload[]): Decision => {
  const observations = events
    .flatMap(observationsOf)
    .map((observation) => ({ appId: fresh.appId, observation, replayed: false }));
  let count = 0;
  const nextId = (): string => {
    count += 1;
    return `01890000-0000-7000-8000-${String(count).padStart(12, '0')}`;
  };
  return decide(NOTHING, observations, nextId, fresh.now);
};

/** Every leg after these events. */
export const callsAfter = (...events: readonly Payload[]): readonly CallView[] =>
  decisionAfter(...events).calls.map((call) => viewOf(call));

/** The only call after these events. */
export const callAfter = (...events: readonly Payload[]): CallView => {
  const [call, ...more] = callsAfter(...events);
  if (call === undefined || more.length > 0) throw new Error('not one call');
  return call;
};

/** The types of the events that these events cause in the stream, in order. */
export const announcedTypes = (...events: readonly Payload[]): readonly string[] =>
  decisionAfter(...events).pendingEvents.map(({ content }) => content.type);
