import { expect } from 'chai';
import { endOf } from '../../../src/domain/call/call-end.js';
import { type CallFacts, callFactsOf } from '../../../src/domain/call/call-facts.js';
import type { DialpadId } from '../../../src/domain/dialpad-id.js';
import { dialpadCallId, fresh } from '../arbitraries.js';

const T0 = fresh.now;
const at = (second: number) => ({ at: T0 + second * 1_000, stated: true });
const [ANA, BEN] = ['11', '12'] as DialpadId[] as [DialpadId, DialpadId];

const connectedTo = (person: DialpadId | undefined, more: Partial<CallFacts> = {}): CallFacts => ({
  ...callFactsOf({
    ...{ dialpadCallId, receivedAt: T0, happenedAt: T0, connected: true, connectedAt: at(20).at },
    ...(person === undefined ? {} : { dialpadUserId: person }),
  }),
  ...more,
});
const ringEnd = (second: number, dialpadUserId: DialpadId | null) => ({
  ringEnd: { ...at(second), dialpadUserId, durationSeconds: null },
});

describe('the end of a call', () => {
  it('is the end of ringing where nobody has answered', () => {
    expect(endOf({ ...connectedTo(ANA), connectedAt: null, ...ringEnd(15, BEN) })?.at).to.equal(at(15).at);
  });

  it('is not that another person’s phone stops ringing after the answer', () => {
    expect(endOf(connectedTo(ANA, ringEnd(25, BEN)))).to.equal(null);
    expect(endOf(connectedTo(ANA, ringEnd(25, ANA)))?.at).to.equal(at(25).at);
  });

  it('is what comes after the answer where nobody is named', () => {
    expect(endOf(connectedTo(undefined, ringEnd(25, BEN)))?.at).to.equal(at(25).at);
    expect(endOf(connectedTo(ANA, ringEnd(25, null)))?.at).to.equal(at(25).at);
    expect(endOf(connectedTo(ANA, ringEnd(15, null)))).to.equal(null);
    expect(endOf(connectedTo(ANA, ringEnd(20, ANA))), 'at the moment of the answer').to.equal(null);
  });

  it('is the observed one before one that is only implied, and that before a guess', () => {
    const implied = { endImpliedAt: { ...at(300), stated: false } };
    expect(endOf(connectedTo(ANA, implied))).to.deep.equal({ at: at(300).at, stated: false });
    const measured = { ...implied, durationSeconds: { value: 55, at: null } };
    expect(endOf(connectedTo(ANA, measured))).to.deep.equal({ at: at(75).at, stated: false });
    const seen = { ...measured, endedAt: { ...at(80), stated: false }, endSeen: true };
    expect(endOf(connectedTo(ANA, seen))?.at).to.equal(at(80).at);
    const guessed = { ...measured, endedAt: { ...at(9_000), stated: false }, endSeen: false, stale: true };
    expect(endOf(connectedTo(ANA, guessed))?.at).to.equal(at(75).at);
  });
});
