import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Call } from '../../../../src/domain/call/call.js';
import type { CallObservation } from '../../../../src/domain/call/call-facts.js';
import { type CallView, viewOf } from '../../../../src/domain/call/call-view.js';
import { observe } from '../../../../src/domain/call/observe-call.js';
import { fresh, shuffledWithRepeats } from '../../../domain/arbitraries.js';
import { callObservedIn } from './observed-call.js';
import { example, observationsOf, type Payload } from './translating.js';

const CALL_ID = 4743444132604262;
const START = 1791208800000;
const iso = (at: number): string => new Date(at).toISOString();

/** Events of both families about one inbound call, each at its own time. */
const own = (name: string, state: string, after: number, changes: Payload = {}): Payload =>
  example(name, { call_id: CALL_ID, state, event_timestamp: START + after, date_started: START, ...changes });
const guide = (event_type: string, after: number, call: Payload = {}): Payload => ({
  event_type,
  timestamp: iso(START + after),
  call: { id: CALL_ID, ...call },
});

const EVENTS: readonly Payload[] = [
  own('answered-inbound-ringing', 'queued', 100),
  own('answered-inbound-ringing', 'ringing', 1_350),
  own('answered-inbound-ringing', 'ringing', 1_400, { external_number: null, contact: null }),
  own('answered-inbound-connected', 'connected', 2_000, { date_connected: null }),
  own('answered-inbound-connected', 'connected', 9_412),
  own('answered-inbound-connected', 'hold', 30_000),
  own('answered-inbound-connected', 'connected', 60_000),
  own('answered-inbound-hangup', 'hangup', 134_020),
  own('missed-inbound-missed', 'missed', 26_650),
  own('voicemail-left-uploaded', 'voicemail_uploaded', 66_480),
  own('voicemail-left-uploaded', 'transcription', 90_000, { transcription_text: 'Call me back' }),
  own('recording-recording', 'recording', 363_000),
  own('answered-inbound-hangup', 'recap_summary', 400_000, { recap_summary: 'They talked.' }),
  guide('call.ring', 1_500, { direction: 'inbound', from: '555-0123', to: '555-9876', user_id: 7 }),
  guide('call.started', 9_000),
  guide('call.ended', 134_000, { duration: 125, ended_at: iso(START + 133_902) }),
  guide('call.missed', 27_000),
  guide('call.rejected', 5_000),
  guide('call.recording.completed', 300_000, { recording_url: 'https://dialpad.com/r/1' }),
  guide('call.voicemail', 70_000, { transcript: 'Call me back' }),
  guide('call.voicemail', 20_000),
];

const observations = (event: Payload): readonly CallObservation[] =>
  observationsOf(event).flatMap((one) => (one._tag === 'Call' ? [one.seen] : []));

interface Outcome {
  readonly call: Call;
  readonly announced: readonly string[];
}

const fold = (events: readonly Payload[]): Outcome => {
  let call: Call | null = null;
  const announced: string[] = [];
  for (const seen of events.flatMap(observations)) {
    const next: ReturnType<typeof observe> = observe(call, seen, fresh);
    call = next.call;
    const { recordingUrl } = viewOf(call);
    announced.push(
      ...next.eventTypes.map((one) => (one === 'call.recording.completed' ? `${one} ${recordingUrl}` : one)),
    );
  }
  if (call === null) throw new Error('no call was observed');
  return { call, announced };
};

const factsAndView = ({ call }: Outcome): { readonly facts: Call['facts']; readonly view: Partial<CallView> } => {
  const { id: _id, createdAt: _created, updatedAt: _updated, ...view } = viewOf(call);
  return { facts: call.facts, view };
};

const someEvents = fc.array(fc.constantFrom(...EVENTS), { minLength: 1, maxLength: 12 });

describe('the events of one call, from both families', () => {
  it('give the same call in any order, however often each comes', () => {
    fc.assert(
      fc.property(shuffledWithRepeats(someEvents), ([once, again]) => {
        expect(factsAndView(fold(again))).to.deep.equal(factsAndView(fold(once)));
      }),
      { numRuns: 700 },
    );
  });

  it('announce each event type once, each recording once, and a ring again only for another person', () => {
    fc.assert(
      fc.property(shuffledWithRepeats(someEvents), ([, again]) => {
        // `call.updated` is announced at each change, and `call.ring` for each person.
        const repeated = ['call.updated', 'call.ring'];
        const announced = fold(again).announced.filter((one) => !repeated.includes(one));
        expect(announced).to.deep.equal([...new Set(announced)]);
      }),
      { numRuns: 700 },
    );
  });

  it('announce nothing when they all come again', () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        const { call } = fold(events);
        for (const seen of events.flatMap(observations))
          expect(observe(call, seen, fresh)).to.deep.equal({ call, eventTypes: [], changed: [], others: [] });
      }),
      { numRuns: 500 },
    );
  });

  it('never revive a call that is over', () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        const { call } = fold([own('answered-inbound-hangup', 'hangup', 134_020), ...events]);
        expect(['ringing', 'active']).not.to.include(viewOf(call).status);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a hunt that reports one call', () => {
  const event = (name: string, user: number, more: Payload = {}) => ({
    event: name,
    call: { id: 7, direction: 'inbound', user_id: user, ...more },
  });
  const answered = [event('call.started', 12), event('call.ended', 12, { duration: 70 })];

  it('is over, with its length, if a person answered after another had missed or declined it', () => {
    for (const name of ['call.missed', 'call.rejected']) {
      const events = [event('call.ring', 11), event(name, 11, { duration: 0 }), event('call.ring', 12), ...answered];
      expect(callObservedIn(...events), name).to.include({ status: 'ended', durationSeconds: 70 });
      expect(callObservedIn(...events.reverse()), name).to.include({ status: 'ended', durationSeconds: 70 });
    }
  });
});
