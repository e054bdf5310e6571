import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Call, CallEventType } from '../../../src/domain/call/call.js';
import type { CallObservation } from '../../../src/domain/call/call-facts.js';
import { isLive } from '../../../src/domain/call/call-status.js';
import { durationAt, viewOf } from '../../../src/domain/call/call-view.js';
import { observe } from '../../../src/domain/call/observe-call.js';
import type { DialpadId } from '../../../src/domain/dialpad-id.js';
import { callObservation, callObservations, dialpadCallId, fresh, shuffledWithRepeats } from '../arbitraries.js';

const T0 = fresh.now;

const seen = (more: Partial<CallObservation> = {}): CallObservation => ({
  dialpadCallId,
  receivedAt: T0,
  happenedAt: T0,
  ...more,
});

/** Observes one after the other; also gives all the news, in the order told. */
const replay = (
  observations: readonly CallObservation[],
): { readonly call: Call; readonly eventTypes: readonly CallEventType[] } => {
  let call: Call | null = null;
  const told: CallEventType[] = [];
  for (const observation of observations) {
    const next: ReturnType<typeof observe> = observe(call, observation, fresh);
    call = next.call;
    told.push(...next.eventTypes);
  }
  if (call === null) throw new Error('nothing was observed');
  return { call, eventTypes: told };
};

const ring = seen({ direction: 'inbound', startedAt: T0 });
const answer = seen({ happenedAt: T0 + 5_000, connected: true, connectedAt: T0 + 5_000 });
const hangUp = seen({ happenedAt: T0 + 305_000, over: true, endedAt: T0 + 305_000 });

describe('a call', () => {
  it('rings, is answered and ends, and each is told once', () => {
    const { call, eventTypes } = replay([ring, answer, hangUp, ring, answer, hangUp]);
    expect(viewOf(call)).to.include({ status: 'ended', durationSeconds: 300, startedAt: T0, endedAt: T0 + 305_000 });
    expect(eventTypes).to.deep.equal(['call.ring', 'call.started', 'call.ended']);
  });

  it('is missed when it was inbound and its source says that nobody ever answered', () => {
    const { call, eventTypes } = replay([ring, { ...hangUp, unanswered: true }]);
    expect(viewOf(call)).to.include({ status: 'missed', durationSeconds: 0 });
    expect(eventTypes).to.deep.equal(['call.ring', 'call.missed']);
  });

  it('is merely ended when it was outbound and nobody answered', () => {
    const { call } = replay([
      { ...ring, direction: 'outbound' },
      { ...hangUp, unanswered: true },
    ]);
    expect(viewOf(call).status).to.equal('ended');
  });

  it('is a voicemail once a message was left, also after it was told as missed', () => {
    const { call, eventTypes } = replay([ring, { ...hangUp, unanswered: true }, seen({ voicemailLeft: true })]);
    expect(viewOf(call).status).to.equal('voicemail');
    expect(eventTypes).to.deep.equal(['call.ring', 'call.missed']);
  });

  it('tells a screen that still shows it that it is over, when the message is the first sign of that', () => {
    expect(replay([ring, seen({ voicemailLeft: true })]).eventTypes).to.deep.equal(['call.ring', 'call.ended']);
    expect(replay([seen({ voicemailLeft: true })]).eventTypes).to.deep.equal([]);
  });

  it('was answered after all if that is learned last', () => {
    const { call, eventTypes } = replay([ring, { ...hangUp, unanswered: true }, answer]);
    expect(viewOf(call)).to.include({ status: 'ended', durationSeconds: 300 });
    expect(eventTypes).to.deep.equal(['call.ring', 'call.missed', 'call.ended']);
  });

  describe('that moves to another person while it rings', () => {
    const user = (n: number) => String(n) as DialpadId;
    const rings = (second: number, dialpadUserId: DialpadId | null, more: Partial<CallObservation> = {}) =>
      seen({ direction: 'inbound', happenedAt: T0 + second * 1000, dialpadUserId, ...more });
    /** The change that the last of the observations makes. */
    const lastChange = (...observations: readonly CallObservation[]) =>
      observe(replay(observations.slice(0, -1)).call, observations.at(-1) ?? ring, fresh);

    it('rings on the screen of that person, and is taken away from the one before', () => {
      const { eventTypes, changed, previousUserId } = lastChange(rings(1, user(11)), rings(9, user(12)));
      expect(eventTypes).to.deep.equal(['call.ring', 'call.updated']);
      expect(changed).to.deep.equal(['dialpadUserId']);
      expect(previousUserId).to.equal('11');
    });

    it('rings again on the screen of a person to whom it comes back', () => {
      const hunt = [rings(1, user(12)), rings(9, user(11)), rings(17, user(12)), rings(25, user(11))];
      expect(replay(hunt).eventTypes.filter((type) => type === 'call.ring')).to.have.length(4);
      const { eventTypes, previousUserId } = lastChange(...hunt);
      expect(eventTypes).to.deep.equal(['call.ring', 'call.updated']);
      expect(previousUserId).to.equal('12');
    });

    it('moves by the time of receipt if its source gives no times', () => {
      const unclocked = { happenedAt: null, receivedAt: T0 + 5_000 };
      const { call, eventTypes } = lastChange(rings(0, user(12), { happenedAt: null }), rings(0, user(11), unclocked));
      expect(eventTypes).to.deep.equal(['call.ring', 'call.updated']);
      expect(viewOf(call).dialpadUserId).to.equal('11');
    });

    it('does not move back because an older observation arrives late', () => {
      const { eventTypes, call } = lastChange(rings(9, user(12)), rings(1, user(11)));
      expect(eventTypes).to.deep.equal([]);
      expect(viewOf(call).dialpadUserId).to.equal('12');
    });

    it('rings on the screen of a person who becomes known with a later ring', () => {
      const { eventTypes, changed, previousUserId } = lastChange(rings(1, null), rings(2, user(12)));
      expect(eventTypes).to.deep.equal(['call.ring', 'call.updated']);
      expect(changed).to.deep.equal(['dialpadUserId']);
      expect(previousUserId).to.equal(undefined);
    });

    it('is taken away from the one before when another person answers it, or is found to have had it', () => {
      const answered = lastChange(rings(1, user(11)), rings(9, user(12), { connected: true }));
      expect(answered.eventTypes).to.deep.equal(['call.started', 'call.updated']);
      const over = lastChange(rings(1, user(11)), rings(9, user(12), { over: true }));
      expect(over.eventTypes).to.deep.equal(['call.ended', 'call.updated']);
      expect([answered, over].map(({ previousUserId }) => previousUserId)).to.deep.equal(['11', '11']);
    });

    it('is not updated when the answer is the first to name the person', () => {
      const { eventTypes } = lastChange(rings(1, null), rings(9, user(12), { connected: true }));
      expect(eventTypes).to.deep.equal(['call.started']);
    });

    it('is no ring if it goes out', () => {
      const dialled = { direction: 'outbound' as const };
      const { eventTypes, previousUserId } = lastChange(rings(1, user(11), dialled), rings(9, user(12), dialled));
      expect(eventTypes).to.deep.equal(['call.updated']);
      expect(previousUserId).to.equal('11');
    });
  });

  it('is updated when a number becomes known, or the person after it is over', () => {
    const { call } = replay([ring]);
    expect(observe(call, seen({ fromNumber: '555-0123' }), fresh)).to.deep.include({
      eventTypes: ['call.updated'],
      changed: ['fromNumber'],
    });
    expect(observe(call, seen({ toNumber: '555-9876' }), fresh).eventTypes).to.deep.equal(['call.updated']);
    const over = replay([ring, answer, hangUp]).call;
    expect(observe(over, { ...hangUp, dialpadUserId: '12' as DialpadId }, fresh).changed).to.include('dialpadUserId');
  });

  it('that goes out is dialled, not rung, with all that is known of it', () => {
    const dialled = { ...ring, direction: 'outbound' as const };
    expect(replay([dialled]).eventTypes).to.deep.equal(['call.dialing']);
    expect(replay([dialled, dialled, answer, hangUp]).eventTypes).to.deep.equal([
      'call.dialing',
      'call.started',
      'call.ended',
    ]);
    expect(replay([dialled, { ...hangUp, unanswered: true }]).eventTypes).to.deep.equal(['call.dialing', 'call.ended']);
    expect(replay([dialled, seen({ voicemailLeft: true })]).eventTypes).to.deep.equal(['call.dialing', 'call.ended']);
    expect(replay([hangUp, dialled]).eventTypes).to.deep.equal(['call.ended']);
  });

  it('rings while its direction is not known, and is not announced again when it turns out to go out', () => {
    const unknown = seen({ startedAt: T0 });
    const outbound = seen({ direction: 'outbound', happenedAt: T0 + 1_000 });
    expect(replay([unknown]).eventTypes).to.deep.equal(['call.ring']);
    expect(replay([unknown, outbound, answer]).eventTypes).to.deep.equal(['call.ring', 'call.started']);
    expect(replay([outbound, unknown]).eventTypes).to.deep.equal(['call.dialing']);
  });

  it('is answered if one person misses it and another takes it under the same id', () => {
    const [ann, bo] = ['11' as DialpadId, '12' as DialpadId];
    const at = (second: number, more: Partial<CallObservation>) =>
      seen({ happenedAt: T0 + second * 1000, direction: 'inbound', ...more });
    const hunt = [
      at(1, { dialpadUserId: ann }),
      at(15, { dialpadUserId: ann, missed: true, over: true }),
      at(16, { dialpadUserId: bo, connected: true }),
    ];
    const end = at(86, { dialpadUserId: bo, over: true, durationSeconds: 70 });
    expect(viewOf(replay(hunt).call)).to.include({ status: 'active', dialpadUserId: bo, endedAt: null });
    expect(viewOf(replay([...hunt, end]).call)).to.include({ status: 'ended', durationSeconds: 70, dialpadUserId: bo });
    const { eventTypes } = replay([...hunt, end]);
    const taken = ['call.started', 'call.updated'];
    expect(eventTypes).to.deep.equal(['call.ring', 'call.missed', ...taken, 'call.ended']);
  });

  it('is answered if one person declines it and another takes it under the same id', () => {
    const declined = seen({ happenedAt: T0 + 3_000, dialpadUserId: '7' as DialpadId, rejected: true, over: true });
    expect(viewOf(replay([ring, declined]).call).status).to.equal('rejected');
    expect(viewOf(replay([ring, declined, answer]).call).status).to.equal('active');
    expect(viewOf(replay([ring, declined, answer, hangUp]).call)).to.include({ status: 'ended', durationSeconds: 300 });
  });

  it('goes on with whom it is answered by when the phone of a colleague stops ringing afterwards', () => {
    const taken = { ...answer, dialpadUserId: '12' as DialpadId };
    const stops = seen({ happenedAt: T0 + 6_000, dialpadUserId: '11' as DialpadId, missed: true, endedAt: T0 + 6_000 });
    for (const order of [
      [ring, taken, stops],
      [stops, taken, ring],
      [ring, taken, { ...stops, happenedAt: null, endedAt: null, receivedAt: T0 + 9_000 }],
    ]) {
      expect(viewOf(replay(order).call)).to.include({ status: 'active', dialpadUserId: '12' });
    }
  });

  it('stays missed, with the length its source gives, if several people miss it in turn', () => {
    const first = seen({ happenedAt: T0 + 15_000, dialpadUserId: '11' as DialpadId, missed: true });
    const second = seen({
      happenedAt: T0 + 31_000,
      dialpadUserId: '12' as DialpadId,
      missed: true,
      durationSeconds: 2,
    });
    const { call, eventTypes } = replay([ring, first, second]);
    expect(viewOf(call)).to.include({
      status: 'missed',
      endedAt: T0 + 31_000,
      dialpadUserId: '12',
      durationSeconds: 2,
    });
    expect(eventTypes.filter((type) => type === 'call.missed')).to.have.length(1);
  });

  it('is over if the person who was connected is then reported to have missed it', () => {
    const own = { dialpadUserId: '12' as DialpadId };
    const stops = seen({ ...own, happenedAt: T0 + 9_000, missed: true });
    expect(viewOf(replay([ring, { ...answer, ...own }, stops]).call)).to.include({
      status: 'ended',
      endedAt: T0 + 9_000,
    });
  });

  describe('of which something comes that can only follow a call', () => {
    const follows = (minutes: number, more: Partial<CallObservation> = {}) =>
      seen({ happenedAt: T0 + minutes * 60_000, afterwards: true, impliesEnd: true, ...more });

    it('is over, and lasted as long as its source says', () => {
      const { call, eventTypes } = replay([ring, answer, follows(3, { recapSummary: 'Done.', durationSeconds: 55 })]);
      expect(viewOf(call)).to.include({ status: 'ended', durationSeconds: 55, endedAt: T0 + 60_000 });
      expect(viewOf(call).details.endedReason).to.equal(null);
      expect(eventTypes).to.deep.equal(['call.ring', 'call.started', 'call.ended']);
    });

    it('is over by the first such observation where its length is not known, in any order', () => {
      const [survey, recap] = [follows(5, { satisfaction: '4' }), follows(2, { recapOutcome: 'sold' })];
      for (const order of [
        [ring, answer, survey, recap],
        [recap, survey, answer, ring],
      ]) {
        expect(viewOf(replay(order).call)).to.include({
          status: 'ended',
          endedAt: T0 + 120_000,
          durationSeconds: 115,
        });
      }
    });

    it('ended when its source says so, whenever that is learned', () => {
      const implied = follows(9, { durationSeconds: 55 });
      for (const order of [
        [answer, hangUp, implied],
        [implied, answer, { ...hangUp, durationSeconds: 299 }],
      ]) {
        expect(viewOf(replay(order).call).endedAt).to.equal(T0 + 305_000);
      }
      expect(viewOf(replay([implied, answer, { ...hangUp, durationSeconds: 299 }]).call).durationSeconds).to.equal(299);
    });

    it('did not fall silent, even if it was closed as stale before', () => {
      const silent = seen({ receivedAt: T0 + 60_000, happenedAt: null, stale: true });
      const { call } = replay([ring, answer, silent, follows(30, { durationSeconds: 20 })]);
      expect(viewOf(call)).to.include({ status: 'ended', endedAt: T0 + 25_000, durationSeconds: 20 });
      expect(viewOf(call).details.endedReason).to.equal(null);
    });

    it('stays missed if nobody answered it', () => {
      expect(viewOf(replay([ring, { ...hangUp, unanswered: true }, follows(9)]).call).status).to.equal('missed');
    });
  });

  it('goes on when a recording of it is ready while it is on hold', () => {
    const held = seen({ happenedAt: T0 + 60_000, hold: 'held' });
    const recorded = seen({ happenedAt: T0 + 70_000, afterwards: true, recordingUrl: 'https://dialpad.com/r/1' });
    expect(viewOf(replay([ring, answer, held, recorded]).call)).to.include({ status: 'active', endedAt: null });
  });

  it('does not announce a ring that is seen when the call is over, or already answered', () => {
    expect(replay([hangUp, ring]).eventTypes).to.deep.equal(['call.ended']);
    expect(replay([answer, ring]).eventTypes).to.deep.equal(['call.started']);
  });

  it('does not ring for what only tells of things after it, until somebody sees the call itself', () => {
    const recorded = seen({ afterwards: true, recordingUrl: 'https://dialpad.com/r/1' });
    expect(replay([recorded]).eventTypes).to.deep.equal(['call.recording.completed']);
    expect(replay([recorded, ring, answer]).eventTypes).to.deep.equal([
      'call.recording.completed',
      'call.ring',
      'call.started',
    ]);
  });

  it('tells of so many recordings and rings at most, and still of its end', () => {
    const many = Array.from({ length: 300 }, (_, n) =>
      seen({ recordingUrl: `https://dialpad.com/r/${n}`, happenedAt: T0 + n }),
    );
    const { call, eventTypes } = replay([ring, ...many, hangUp]);
    expect(call.announced.length).to.be.at.most(101);
    expect(eventTypes.at(-1)).to.equal('call.ended');
    expect(viewOf(call).recordingUrl).to.equal('https://dialpad.com/r/299');
  });

  it('tells each recording once', () => {
    const first = seen({ recordingUrl: 'https://dialpad.com/r/1', happenedAt: T0 + 1 });
    const second = seen({ recordingUrl: 'https://dialpad.com/r/2', happenedAt: T0 + 2 });
    const { eventTypes } = replay([hangUp, first, first, second, first]);
    expect(eventTypes).to.deep.equal(['call.ended', 'call.recording.completed', 'call.recording.completed']);
  });

  it('announces a recording once, however often its address is signed anew, and shows the newest address', () => {
    const signed = (n: number, more: Partial<CallObservation> = {}) => {
      const recordingUrl = `https://media.example.com/42.mp3?id=7&Expires=${n}&Signature=s${9 - n}`;
      return seen({ afterwards: true, happenedAt: T0 + n, recordingUrl, ...more });
    };
    const { call, eventTypes } = replay([hangUp, signed(1), signed(3), signed(2), signed(3)]);
    expect(eventTypes).to.deep.equal(['call.ended', 'call.recording.completed']);
    expect(viewOf(call).recordingUrl).to.contain('Expires=3');

    const unclocked = [1, 2, 3].map((n) => signed(n, { happenedAt: null, receivedAt: T0 + n }));
    const later = replay([hangUp, ...unclocked]);
    expect(later.eventTypes).to.deep.equal(['call.ended', 'call.recording.completed']);
    expect(viewOf(later.call).recordingUrl).to.contain('Expires=3');
  });

  it('announces a recording once that its source names by one id under two addresses', () => {
    const at = (host: string, second: number, recordingId: string) =>
      seen({ happenedAt: T0 + second, recordingUrl: `https://${host}.example.com/r`, recordingId });
    const { eventTypes } = replay([hangUp, at('one', 1, '7'), at('two', 2, '7')]);
    expect(eventTypes).to.deep.equal(['call.ended', 'call.recording.completed']);
    expect(replay([hangUp, at('one', 1, '7'), at('one', 2, '8')]).eventTypes).to.have.length(3);
  });

  it('knows a recording again that an older version announced by its whole address', () => {
    const { call } = replay([hangUp]);
    const address = 'https://media.example.com/42.mp3?Expires=1&Signature=a';
    const before: Call = { ...call, announced: [...call.announced, `recording ${address}`] };
    const anew = seen({ happenedAt: T0 + 9, recordingUrl: address.replace('Signature=a', 'Signature=b') });
    expect(observe(before, anew, fresh).eventTypes).to.deep.equal([]);
  });

  it('prefers a recording by the user to the company’s', () => {
    const { call } = replay([
      seen({ recordingUrl: 'user' }),
      seen({ companyRecordingUrl: 'company', happenedAt: T0 + 9 }),
    ]);
    expect(viewOf(call).recordingUrl).to.equal('user');
  });

  it('believes the duration its source gives at the end, and none that it gives before', () => {
    expect(viewOf(replay([answer, { ...hangUp, durationSeconds: 299 }]).call).durationSeconds).to.equal(299);
    expect(viewOf(replay([{ ...answer, durationSeconds: 0 }, hangUp]).call).durationSeconds).to.equal(300);
  });

  it('lasts, while it goes on, the seconds since it started', () => {
    const { call } = replay([ring, answer]);
    expect(durationAt(viewOf(call), T0 + 45_000)).to.equal(45);
  });

  it('takes a stated time over one inferred from the receipt', () => {
    const unclocked = seen({ happenedAt: null, receivedAt: T0 - 60_000 });
    expect(viewOf(replay([unclocked]).call).startedAt).to.equal(T0 - 60_000);
    expect(viewOf(replay([unclocked, ring]).call).startedAt).to.equal(T0);
  });

  it('keeps the end that was stated when a message in the mailbox comes later', () => {
    const { call } = replay([hangUp, seen({ voicemailLeft: true, happenedAt: T0 + 900_000 })]);
    expect(viewOf(call).endedAt).to.equal(T0 + 305_000);
  });

  it('tells of a hold and of its end, and shows it while the parties wait', () => {
    const held = seen({ happenedAt: T0 + 60_000, hold: 'held' });
    const back = seen({ happenedAt: T0 + 90_000, hold: 'talking' });
    expect(viewOf(replay([ring, answer, held]).call).details.hold).to.equal('held');
    expect(viewOf(replay([ring, answer, held, hangUp]).call).details.hold).to.equal(null);
    const { call, eventTypes } = replay([ring, answer, held, back, held]);
    expect(eventTypes).to.deep.equal(['call.ring', 'call.started', 'call.updated', 'call.updated']);
    expect(viewOf(call).details.hold).to.equal(null);
  });

  it('tells what has changed of what is said about it afterwards', () => {
    const { call } = replay([ring, answer, hangUp]);
    const recap = seen({ afterwards: true, happenedAt: T0 + 500_000, recapSummary: 'A refund was agreed.' });
    const { eventTypes, changed, call: then } = observe(call, { ...recap, labels: ['refund'] }, fresh);
    expect(eventTypes).to.deep.equal(['call.updated']);
    expect(changed).to.deep.equal(['labels', 'recap']);
    expect(viewOf(then).details).to.deep.include({
      labels: ['refund'],
      recap: { summary: 'A refund was agreed.', outcome: null, purposes: [], actionItems: [] },
    });
  });

  it('ends as stale where nothing more is heard of it, until somebody says how it ended', () => {
    const silent = seen({ receivedAt: T0 + 60_000, happenedAt: null, stale: true });
    const { call, eventTypes } = replay([ring, answer, silent]);
    expect(eventTypes).to.deep.equal(['call.ring', 'call.started', 'call.ended']);
    expect(viewOf(call)).to.include({ status: 'ended', endedAt: T0 + 60_000 });
    expect(viewOf(call).details.endedReason).to.equal('stale');
    const { call: corrected, eventTypes: more } = observe(call, hangUp, fresh);
    expect(viewOf(corrected)).to.include({ endedAt: T0 + 305_000, durationSeconds: 300 });
    expect(viewOf(corrected).details.endedReason).to.equal(null);
    expect(more).to.deep.equal(['call.updated']);
  });

  it('looks unchanged, and keeps the time of its last change, when an observation repeats what is known', () => {
    const before = replay([ring]).call;
    const { call, eventTypes } = observe(before, { ...ring, happenedAt: T0 + 1 }, { ...fresh, now: T0 + 99 });
    expect(viewOf(call)).to.deep.equal(viewOf(before));
    expect(eventTypes).to.deep.equal([]);
  });
});

describe('any observations of a call', () => {
  it('make the same call in any order, however often each is seen', () => {
    fc.assert(
      fc.property(shuffledWithRepeats(callObservations), ([once, again]) => {
        expect(viewOf(replay(again).call)).to.deep.equal(viewOf(replay(once).call));
        expect(replay(again).call.facts).to.deep.equal(replay(once).call.facts);
      }),
      { numRuns: 1_000 },
    );
  });

  it('are told once each: no kind of news twice, and no recording twice', () => {
    fc.assert(
      fc.property(shuffledWithRepeats(callObservations), ([, again]) => {
        const { eventTypes } = replay(again);
        const recordings = eventTypes.filter((one) => one === 'call.recording.completed').length;
        // A ring is one for each time that the call moves to another person; see above.
        const repeated: readonly CallEventType[] = ['call.ring', 'call.recording.completed', 'call.updated'];
        const standing = eventTypes.filter((one) => !repeated.includes(one));
        expect(standing).to.deep.equal([...new Set(standing)]);
        const named = again.flatMap(({ recordingUrl, recordingId, companyRecordingUrl }) => [
          `${recordingUrl} ${recordingId}`,
          `${companyRecordingUrl}`,
        ]);
        expect(recordings).to.be.at.most(new Set(named).size);
      }),
      { numRuns: 1_000 },
    );
  });

  it('ring each time for another person, and are updated beside it', () => {
    fc.assert(
      fc.property(callObservations, (observations) => {
        let call: Call | null = null;
        let hasRung = false;
        for (const observation of observations) {
          const before: Call | null = call;
          const next: ReturnType<typeof observe> = observe(call, observation, fresh);
          call = next.call;
          if (!next.eventTypes.includes('call.ring')) continue;
          if (hasRung && before !== null) {
            expect(viewOf(call).dialpadUserId).to.not.be.oneOf([null, viewOf(before).dialpadUserId]);
            expect(next.eventTypes).to.include('call.updated');
          }
          hasRung = true;
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('never ring for a call that is known to go out', () => {
    fc.assert(
      fc.property(callObservations, (observations) => {
        const outbound = observations.map((one) => ({ ...one, direction: 'outbound' as const }));
        expect(replay(outbound).eventTypes).to.not.include('call.ring');
        const inbound = observations.map((one) => ({ ...one, direction: 'inbound' as const }));
        expect(replay(inbound).eventTypes).to.not.include('call.dialing');
      }),
    );
  });

  it('change nothing the second time: applying is idempotent', () => {
    fc.assert(
      fc.property(callObservations, callObservation, (before, last) => {
        const { call } = replay([...before, last]);
        expect(observe(call, last, fresh)).to.deep.equal({ call, eventTypes: [], changed: [], others: [] });
      }),
    );
  });

  it('never bring a call back to life whose end was observed', () => {
    fc.assert(
      fc.property(callObservations, callObservations, (before, after) => {
        const { call } = replay(before);
        if (call.facts.endedAt === null && call.facts.endImpliedAt === null) return;
        expect(isLive(viewOf(replay([...before, ...after]).call).status)).to.equal(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('let a call that was only missed or declined go on only if somebody is connected', () => {
    fc.assert(
      fc.property(callObservations, callObservations, (before, after) => {
        const { call } = replay(before);
        const then = replay([...before, ...after]).call;
        if (isLive(viewOf(call).status) || then.facts.connectedAt !== null) return;
        expect(isLive(viewOf(then).status)).to.equal(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never wipe a field that is known', () => {
    fc.assert(
      fc.property(callObservations, callObservation, (before, last) => {
        const known = viewOf(replay(before).call);
        const then = viewOf(replay([...before, last]).call);
        // That a phone stopped ringing was no end of the call if somebody else is connected.
        const notWiped = isLive(then.status) ? ['endedAt', 'durationSeconds', 'details'] : ['details'];
        for (const [field, value] of Object.entries(known)) {
          if (value !== null && !notWiped.includes(field))
            expect(then, field).to.have.property(field).that.is.not.equal(null);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
