import type { Timestamp } from '../../domain/timestamp.js';
import type { CallLeg } from './call-leg.js';
import { legEvent } from './leg-event.js';
import type { Colleague, Line } from './parties.js';
import { type Occasion, plainLeg, SET_UP_MS, seconds } from './plain-legs.js';
import { interleaved, type TimedEvent } from './timed-event.js';

/** A call to a line that rings several people. */
export interface QueueCall {
  /** The line whose operators ring. */
  readonly queue: Line;
  /** Who rings. The occasion's colleague does not unless listed. */
  readonly operators: readonly Colleague[];
  /** Time in the queue before the operators ring, in seconds. */
  readonly wait: number;
  /** Length of the ringing, in seconds. */
  readonly ring: number;
}

/**
 * The caller dials a department, whose menu leads to a call centre; several operators ring and one answers. The department's leg is the
 * root of the call centre's leg (`master_call_id`), which is the entry point of each operator's leg; no id is on all legs. The call
 * centre's leg is `connected` twice: first by its greeting, without a person, then with `operator_call_id`. Of the operators who do not
 * answer, every second leg gets `missed`, the others only `hangup`. The root never shows an answer. Lengths in seconds.
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
  return interleaved(
    rootEvents({ ...root, menuAt, endedAt: endedAt + 60 }, occasion.startsAt + SET_UP_MS),
    [
      ...queueEvents(answeredQueue),
      legEvent(answeredQueue, 'connected', answeredAt + 15),
      legEvent(answeredQueue, 'hangup', answeredQueue.endedAt),
    ],
    answererEvents(talking),
    ...legs.filter((leg) => leg !== answerer).map(unansweredEvents),
  );
};

const rootEvents = (leg: CallLeg & { readonly menuAt: number }, rangAt: Timestamp): readonly TimedEvent[] => [
  legEvent(leg, 'ringing', rangAt),
  legEvent(leg, 'connected', leg.menuAt),
  legEvent(leg, 'hangup', leg.endedAt),
];

const answererEvents = (leg: CallLeg & { readonly connectedAt: number }): readonly TimedEvent[] => [
  legEvent(leg, 'ringing', leg.rangAt ?? leg.connectedAt),
  legEvent(leg, 'connected', leg.connectedAt),
  legEvent(leg, 'hangup', leg.endedAt),
];

/** Nobody answers a call to a call centre: every leg, the call centre's and each operator's, is a missed call. Lengths in seconds. */
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
    ...operatorLegs(occasion, call, queue, endedAt).map(unansweredEvents),
  );
};

const lineLeg = (occasion: Occasion, line: Line): CallLeg => ({
  ...plainLeg(occasion, 'inbound', occasion.startsAt),
  target: line,
  group: line,
});

/** The call centre's leg: queued, then ringing its operators. The caller sets its end. */
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

/** The operators' legs: they start to ring shortly after each other and stop together. */
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

const unansweredEvents = (leg: CallLeg, n: number): readonly TimedEvent[] => [
  legEvent(leg, 'ringing', leg.rangAt ?? leg.startedAt),
  legEvent(leg, n % 2 === 0 ? 'missed' : 'hangup', leg.endedAt),
];
