import { expect } from 'chai';
import { type BriefCall, makeCallCounter } from '../../../src/domain/statistics/call-statistics.js';
import { dialpadId, nextId } from '../../../src/testing/storage/samples.js';

const BUCKETS = [
  { start: 0, end: 100_000 },
  { start: 100_000, end: 200_000 },
];

const leg = (conversation: number, startedAt: number, changes: Partial<BriefCall> = {}): BriefCall => ({
  id: nextId(),
  conversationId: dialpadId(conversation),
  direction: 'inbound',
  status: 'missed',
  dialpadUserId: null,
  startedAt,
  endedAt: startedAt + 20_000,
  durationSeconds: null,
  ...changes,
});
const answered = (startedAt: number, user: number | null = null) => ({
  status: 'ended' as const,
  endedAt: startedAt + 40_000,
  durationSeconds: 30,
  dialpadUserId: user === null ? null : dialpadId(user),
});

const statisticsOf = (...legs: readonly BriefCall[]) => {
  const counter = makeCallCounter(BUCKETS);
  for (const one of legs) counter.add(one);
  const steps = counter.statistics();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
};

describe('the statistics of calls', () => {
  it('count the legs of a conversation once, in the bucket of its first leg', () => {
    const { total, buckets } = statisticsOf(leg(1, 99_000), leg(1, 101_000, answered(101_000)), leg(2, 150_000));
    expect(total).to.include({ calls: 2, answered: 1, missed: 1, inbound: 2 });
    expect(buckets.map(({ calls }) => calls)).to.deep.equal([1, 1]);
  });

  it('count a talk once that two legs last through, and take the time until the first answer as the wait', () => {
    const { total } = statisticsOf(leg(1, 0, answered(0)), leg(1, 2_000, { ...answered(0, 7), durationSeconds: 25 }));
    expect(total).to.include({ talkSeconds: 30, waitSeconds: 10, waits: 1 });
  });

  it('add up the talks of a call that is passed on, and give each person their own', () => {
    const { total, people } = statisticsOf(leg(1, 0, answered(0, 7)), leg(1, 45_000, answered(45_000, 8)));
    expect(total).to.include({ calls: 1, talkSeconds: 60, waitSeconds: 10, waits: 1 });
    expect(people.map(({ dialpadUserId, talkSeconds }) => [dialpadUserId, talkSeconds])).to.deep.equal([
      ['7', 30],
      ['8', 30],
    ]);
  });

  it('say nothing of how long a call lasts that goes on with another person', () => {
    const goesOn = leg(1, 45_000, { status: 'active', endedAt: null, dialpadUserId: dialpadId(8) });
    const { total, people } = statisticsOf(leg(1, 0, answered(0, 7)), goesOn);
    for (const tally of [total, ...people]) {
      expect(tally).to.include({ calls: 1, answered: 1, talkSeconds: 0, waitSeconds: 0, waits: 0 });
    }
  });

  it('count no call as missed that still rings, that goes out, or that somebody answered', () => {
    const ringing = leg(1, 0, { status: 'ringing', endedAt: null });
    const outgoing = leg(2, 1, { direction: 'outbound', status: 'ended', durationSeconds: 0 });
    const { total } = statisticsOf(ringing, outgoing, leg(3, 2), leg(3, 3, answered(3)));
    expect(total).to.include({ calls: 3, missed: 0, answered: 1, outbound: 1 });
  });

  it('count a voicemail among the missed calls', () => {
    expect(statisticsOf(leg(1, 0, { status: 'voicemail' })).total).to.include({ missed: 1, voicemails: 1 });
  });

  it('say of each person what reached them, and who answered', () => {
    const rang = { dialpadUserId: dialpadId(8) };
    const { people } = statisticsOf(leg(1, 0, rang), leg(1, 1, answered(1, 7)), leg(2, 2, rang));
    const tallies = Object.fromEntries(people.map(({ dialpadUserId, ...tally }) => [dialpadUserId, tally]));
    expect(tallies['7']).to.include({ calls: 1, answered: 1, missed: 0, talkSeconds: 30 });
    expect(tallies['8']).to.include({ calls: 2, answered: 0, missed: 1, talkSeconds: 0 });
    expect(people[0]?.dialpadUserId).to.equal('8');
  });
});
