import * as fc from 'fast-check';
import type { CallObservation } from '../../src/domain/call/call-facts.js';
import type { DialpadId } from '../../src/domain/dialpad-id.js';
import type { AppId, CallId } from '../../src/domain/ids.js';

const T0 = Date.UTC(2026, 0, 28, 12);

/** Few enough times that ties are common. */
const time = fc.integer({ min: 0, max: 12 }).map((n) => T0 + n * 5_000);
const maybe = <A>(arb: fc.Arbitrary<A>) => fc.option(arb, { nil: null, freq: 2 });
const rarely = fc.boolean().chain((b) => (b ? fc.boolean() : fc.constant(false)));

/** What a CRM writes: a text, or nothing in place of one. */
const written = fc.constantFrom('sold', 'to call again', null);

export const dialpadCallId = '4743444132604262' as DialpadId;

/** Anything that could be said of one call, contradictions included. */
export const callObservation: fc.Arbitrary<CallObservation> = fc.record(
  {
    dialpadCallId: fc.constant(dialpadCallId),
    receivedAt: time,
    happenedAt: maybe(time),
    direction: fc.constantFrom('inbound', 'outbound', null),
    fromNumber: fc.constantFrom('555-0123', '+15550123', null),
    toNumber: fc.constantFrom('555-9876', null),
    dialpadUserId: fc.constantFrom('123456' as DialpadId, '9007199254740993' as DialpadId, null),
    startedAt: maybe(time),
    afterwards: rarely,
    connected: rarely,
    connectedAt: maybe(time),
    over: rarely,
    endedAt: maybe(time),
    durationSeconds: maybe(fc.integer({ min: 0, max: 90 })),
    missed: rarely,
    rejected: rarely,
    unanswered: rarely,
    voicemailLeft: rarely,
    recordingUrl: fc.constantFrom('https://dialpad.com/r/1', 'https://dialpad.com/r/2', null),
    recordingId: fc.constantFrom('71', '72', null),
    isRecordingPage: rarely,
    rangAt: maybe(time),
    stale: rarely,
    impliesEnd: rarely,
    hold: fc.constantFrom('talking', 'held', 'parked', null),
    labels: fc.constantFrom(['a'], ['a', 'b'], [], null),
    recapSummary: fc.constantFrom('short', 'long', null),
    transferred: rarely,
    written: fc.record({ at: time, disposition: written, note: written, recordUrl: written }, { requiredKeys: ['at'] }),
    companyRecordingUrl: fc.constantFrom('https://dialpad.com/blob/adminrecording/3', null),
  },
  { requiredKeys: ['dialpadCallId', 'receivedAt', 'happenedAt'] },
);

export const callObservations = fc.array(callObservation, { minLength: 1, maxLength: 8 });

/** A list, and the same list in another order with some of it repeated. */
export const shuffledWithRepeats = <A>(list: fc.Arbitrary<A[]>): fc.Arbitrary<readonly [readonly A[], readonly A[]]> =>
  list.chain((items) =>
    fc
      .tuple(
        fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length }),
        fc.array(fc.constantFrom(...items), { maxLength: 4 }),
        fc.nat({ max: items.length }),
      )
      .map(([order, repeats, at]) => [items, [...order.slice(0, at), ...repeats, ...order.slice(at)]] as const),
  );

export const fresh = {
  id: '01890000-0000-7000-8000-000000000001' as CallId,
  appId: '01890000-0000-7000-8000-0000000000aa' as AppId,
  now: T0,
};
