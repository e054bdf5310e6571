import { toNullable } from 'fp-ts/lib/Option.js';
import { reportedCall } from '../../../../../src/adapters/outbound/dialpad/client/reported-call.js';
import { payloadReader } from '../../../../../src/adapters/outbound/dialpad/payload-reader.js';
import { dialpadIds } from '../../../../../src/testing/dialpad/dialpad-ids.js';
import { restCall } from '../../../../../src/testing/dialpad/rest-call.js';
import { SCENARIOS } from '../../../../../src/testing/dialpad/scenarios.js';
import { example, hangup, type Payload } from '../translating.js';

/*
 * The tests in this folder state what Dialpad really sends, beyond its documentation: each row of dialpad/events.md §5, and the points
 * of §1 to §4 that integrators got wrong. The tests of the units go further; these show in one place that each quirk is handled.
 */

/** The start of the example call. */
export const START = 1791208800000;

/** An inbound text message. */
export const received = (changes: Payload = {}) => example('sms-inbound', changes);

/** An outbound text message. */
export const sent = (changes: Payload = {}) => example('sms-out-delivered', changes);

/** The hangup of a call that nobody answered. */
export const unanswered = (changes: Payload = {}) => hangup({ date_connected: null, duration: 0, ...changes });

export const envelopeOf = (payload: Payload) => toNullable(payloadReader.envelope(JSON.stringify(payload)));

/** The events of a scenario of the simulated Dialpad. */
export const eventsOf = (name: string): readonly Payload[] => {
  const scenario = SCENARIOS.find((one) => one.name === name);
  return (scenario?.events({ startsAt: START, ids: dialpadIds(5) }) ?? []).map(({ payload }) => payload);
};

/** The payload that the client makes of a call from the API. */
export const reported = (call: Payload): Payload => JSON.parse(reportedCall(call)?.payload ?? 'null');

/** The payload that the client makes of the call of an event when `GET /call` lists it. */
export const listedCall = (event: Payload, changes: Payload = {}): Payload =>
  reported({ ...restCall(event, event.state), ...changes });
