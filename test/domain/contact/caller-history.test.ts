import { expect } from 'chai';
import type { CallStatus } from '../../../src/domain/call/call-status.js';
import { type CallDetails, NO_DETAILS } from '../../../src/domain/call/call-view.js';
import { type AttributedLeg, callerHistory } from '../../../src/domain/contact/caller-history.js';
import { dialpadId } from '../../../src/testing/storage/samples.js';

const leg = (
  conversation: number,
  startedAt: number,
  status: CallStatus,
  crmUserId: string | null = null,
  durationSeconds: number | null = status === 'active' ? null : 30,
  details: Partial<CallDetails> = {},
): AttributedLeg => ({
  conversationId: dialpadId(conversation),
  startedAt,
  status,
  durationSeconds,
  details: { ...NO_DETAILS, ...details },
  crmUserId,
});

describe('the history of a number', () => {
  it('is empty without calls', () => {
    const nothing = { calls: 0, answered: 0, firstAt: null, lastAt: null, lastCall: null, crmUsers: [] };
    expect(callerHistory([])).to.deep.equal(nothing);
  });

  it('counts the legs of a conversation once', () => {
    const legs = [leg(2, 9, 'ended', 'ann'), leg(2, 8, 'missed', 'bob'), leg(1, 5, 'missed', 'bob')];
    expect(callerHistory(legs)).to.deep.include({ calls: 2, answered: 1, firstAt: 5, lastAt: 9 });
  });

  it('names those who answered, the last one first, and not those whose phone only rang', () => {
    const legs = [
      leg(3, 9, 'active', 'bob'),
      leg(2, 7, 'ended', 'ann'),
      leg(2, 7, 'missed', 'eve'),
      leg(1, 5, 'ended', 'ann'),
    ];
    expect(callerHistory(legs).crmUsers).to.deep.equal([
      { crmUserId: 'bob', calls: 1, lastAt: 9 },
      { crmUserId: 'ann', calls: 2, lastAt: 7 },
    ]);
  });

  it('counts a leg that is over after no time as one that nobody answered: an outgoing call, a phone that rang beside the one that was taken', () => {
    const dialled = leg(2, 9, 'ended', 'ann', 0);
    const bob = { answeredBy: dialpadId(7) };
    const taken = [
      leg(1, 5, 'ended', 'eve', 0, { ...bob, answeredElsewhere: true }),
      // One that lasts no time was answered all the same.
      leg(1, 5, 'ended', 'bob', 0, bob),
    ];
    const history = callerHistory([dialled, ...taken]);
    expect(history).to.deep.include({ calls: 2, answered: 1 });
    expect(history.crmUsers.map(({ crmUserId }) => crmUserId)).to.deep.equal(['bob']);
  });

  it('shows of the last call the leg that was answered', () => {
    const [rang, answered] = [leg(2, 9, 'missed', 'bob'), leg(2, 8, 'ended', 'ann')];
    expect(callerHistory([rang, answered, leg(1, 5, 'ended')]).lastCall).to.equal(answered);
  });
});
