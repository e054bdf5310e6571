import { expect } from 'chai';
import { restoreCall, type StoredCall, storedCallOf } from '../../../../src/adapters/wire/stored/restore-call.js';
import type { CallObservation } from '../../../../src/domain/call/call-facts.js';
import { viewOf } from '../../../../src/domain/call/call-view.js';
import { call, dialpadId, NOON, observedAgain } from '../../../../src/testing/storage/samples.js';

const second = (n: number): number => NOON + n * 1000;
const [ANN, BO] = [dialpadId(11), dialpadId(12)];

/** A call as the release before stored it: that it was missed or declined stood for its end. */
const storedBefore = (seen: Partial<CallObservation>, more: Partial<StoredCall['facts']> = {}): StoredCall => {
  const stored = storedCallOf(call({ direction: 'inbound', happenedAt: second(1), ...seen }));
  const { ringEnd: _ringEnd, settledUserId: _settledUserId, ...facts } = stored.facts;
  return { ...stored, facts: { ...facts, ...more } };
};

const endedAt = (n: number) => ({ endedAt: { at: second(n), stated: true }, endSeen: true });

describe('a call of the release before', () => {
  const missed = storedBefore({ dialpadUserId: ANN }, { missed: true, ...endedAt(15) });

  it('that was missed is missed, and ended when it did', () => {
    expect(viewOf(restoreCall(missed))).to.include({ status: 'missed', endedAt: second(15), durationSeconds: 0 });
  });

  it('that was missed can be answered by somebody else', () => {
    const restored = restoreCall(missed);
    const answered = observedAgain(restored, { dialpadUserId: BO, happenedAt: second(16), connected: true });
    expect(viewOf(answered)).to.include({ status: 'active', dialpadUserId: BO });
  });

  it('that was declined can be answered by somebody else', () => {
    const declined = restoreCall(storedBefore({ dialpadUserId: ANN }, { rejected: true, ...endedAt(3) }));
    expect(viewOf(declined)).to.include({ status: 'rejected', endedAt: second(3) });
    expect(viewOf(observedAgain(declined, { happenedAt: second(4), connected: true })).status).to.equal('active');
  });

  it('that was missed and then answered goes on, and is ended once it is over', () => {
    const seen = { dialpadUserId: BO, connected: true, connectedAt: second(16) };
    expect(viewOf(restoreCall(storedBefore(seen, { missed: true, ...endedAt(15) }))).status).to.equal('active');
    expect(viewOf(restoreCall(storedBefore(seen, { missed: true, ...endedAt(86) })))).to.include({
      status: 'ended',
      durationSeconds: 70,
    });
  });

  it('that is stored as it is today comes back as it was', () => {
    const today = call({ direction: 'inbound', dialpadUserId: ANN, missed: true, endedAt: second(15) });
    expect(restoreCall(storedCallOf(today))).to.deep.equal(today);
  });
});
