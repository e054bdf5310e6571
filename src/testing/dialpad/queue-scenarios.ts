import type { Timestamp } from '../../domain/timestamp.js';
import { type CallLeg, legEvent } from './call-leg.js';
import type { Colleague, Line } from './cast.js';
import { type Occasion, plainLeg, SET_UP_MS, seconds } from './plain-legs.js';
import { interleaved, type TimedEvent } from './timed-event.js';

/** A call to a line that rings at several people's. */
export interface QueueCall {
  /** The line whose operators ring. */
  readonly queue: Line;
  /** Who rings; none of them is the occasion's colleague unless listed. */
  readonly operators: readonly Colleague[];
  /** Seconds in the queue before the operators ring, and of the ringing. */
  readonly wait: number;
  readonly ring: number;
}

/**
 * Somebody dials a department, whose menu sends them on to a call centre, where several ring and one answers. The department's leg is
 * the root of the call centre's (`master_call_id`), which is the entry point of each operator's; no id is on all of them. The call
 * centre's leg is `connected` twice: with nobody there by its greeting, then with `operator_call_id`. Of the others, every second
 * one is told `missed`, the rest `hangup` only. The root never shows that anybody answered. Seconds.
 */
export const queueAnswered = (
  occasion: Occasion,
  call: QueueCall & { readonly root: Line; readonly talk: number; readonly answerer: number },
): readonly TimedEvent[] => {
  const root = lineLeg(occasion, call.root);
  const menuAt = occasion.startsAt + SET_UP_MS + 600;
  const enteredAt = menuAt + seconds(6);
  const queue = queueLeg({ ...occasion, startsAt: enteredAt }, call, root.callId);
  const answeredAt = queue.rangAt + seconds(call.ring);
  const endedAt = answeredAt + seconds(call.talk);
  const legs = operatorLegs(occasion, call, queue, answeredAt);
  const answerer = legs[call.answerer % legs.length];
  if (answerer === undefined) return [];
  const talking = { ...answerer, connectedAt: answeredAt, endedAt };
  const answeredQueue = { ...queue, connectedAt: answeredAt, operatorCallId: talking.callId, endedAt: endedAt + 35 };
  const endedRoot = { ...root, menuAt, endedAt: endedAt + 60 };
  return interleaved(
    [
      legEvent(endedRoot, 'ringing', occasion.startsAt + SET_UP_MS),
      legEvent(endedRoot, 'connected', menuAt),
      legEvent(endedRoot, 'hangup', endedRoot.endedAt),
    ],
    [
      ...queueEvents(answeredQueue),
      legEvent(answeredQueue, 'connected', answeredAt + 15),
      legEvent(answeredQueue, 'hangup', answeredQueue.endedAt),
    ],
    [
      legEvent(talking, 'ringing', talking.rangAt ?? answeredAt),
      legEvent(talking, 'connected', answeredAt),
      legEvent(talking, 'hangup', endedAt),
    ],
    ...legs.filter((leg) => leg !== answerer).map(passedOver),
  );
};

/** A call to a call centre that nobody takes: one call, and a missed one on every leg, the call centre's and each operator's. Seconds. */
export const queueUnanswered = (occasion: Occasion, call: QueueCall): readonly TimedEvent[] => {
  const queue = queueLeg(occasion, call, null);
  const endedAt = queue.rangAt + seconds(call.ring);
  const missed = { ...queue, endedAt: endedAt + 150 };
  return interleaved(
    [
      ...queueEvents(missed),
      legEvent(missed, 'missed', missed.endedAt),
      legEvent(missed, 'hangup', missed.endedAt + 30),
    ],
    ...operatorLegs(occasion, call, queue, endedAt).map(passedOver),
  );
};

const lineLeg = (occasion: Occasion, line: Line): CallLeg => ({
  ...plainLeg(occasion, 'inbound', occasion.startsAt),
  target: line,
  group: line,
});

/** The call centre's leg: queued, then ringing at its operators'; the end is still to be set. */
const queueLeg = (occasion: Occasion, { queue, wait }: QueueCall, root: number | null) => {
  const queuedAt = occasion.startsAt + 400;
  const rangAt = queuedAt + seconds(wait);
  return { ...lineLeg(occasion, queue), masterCallId: root, queuedAt, rangAt, menuAt: rangAt + 700 };
};

const queueEvents = (
  leg: CallLeg & { readonly queuedAt: number; readonly rangAt: number; readonly menuAt: number },
) => [
  legEvent(leg, 'queued', leg.queuedAt),
  legEvent(leg, 'ringing', leg.rangAt),
  legEvent(leg, 'connected', leg.menuAt),
];

/** The operators' legs, which ring one shortly after the other and stop together. */
const operatorLegs = (
  occasion: Occasion,
  { queue, operators }: QueueCall,
  queueLeg: CallLeg & { readonly rangAt: number },
  stopsAt: Timestamp,
): readonly CallLeg[] =>
  operators.map((colleague, n) => ({
    ...plainLeg({ ...occasion, colleague, startsAt: queueLeg.rangAt + 20 * n }, 'inbound', stopsAt + 40 + 15 * n),
    rangAt: queueLeg.rangAt + 150 + 20 * n,
    entryPoint: { callId: queueLeg.callId, line: queue },
    group: queue,
  }));

const passedOver = (leg: CallLeg, n: number): readonly TimedEvent[] => [
  legEvent(leg, 'ringing', leg.rangAt ?? leg.startedAt),
  legEvent(leg, n % 2 === 0 ? 'missed' : 'hangup', leg.endedAt),
];
