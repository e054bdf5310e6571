import { expect } from 'chai';
import * as fc from 'fast-check';
import { detailsOf, recapOf } from '../../../src/domain/call/call-details.js';
import { endOf, isEndKnown } from '../../../src/domain/call/call-end.js';
import { type CallObservation, callFactsOf, mergeCallFacts } from '../../../src/domain/call/call-facts.js';
import type { DialpadId } from '../../../src/domain/dialpad-id.js';
import { callObservation, dialpadCallId, fresh } from '../arbitraries.js';

const T0 = fresh.now;
const seen = (more: Partial<CallObservation> = {}): CallObservation => ({
  dialpadCallId,
  receivedAt: T0 + 9,
  happenedAt: T0,
  ...more,
});
const facts = (more: Partial<CallObservation> = {}) => callFactsOf(seen(more));
const [now, onReceipt] = [
  { at: T0, stated: true },
  { at: T0 + 9, stated: false },
];

/** What is kept as it was said, with the time at which it was. */
const said = {
  direction: 'inbound',
  fromNumber: '555-0123',
  toNumber: '555-9876',
  dialpadUserId: '1' as DialpadId,
  masterCallId: '2' as DialpadId,
  entryPointCallId: '3' as DialpadId,
  operatorCallId: '4' as DialpadId,
  recordingUrl: 'user',
  companyRecordingUrl: 'company',
} as const;
const saidInDetail = {
  contactName: 'Ana',
  hold: 'held',
  transferredFrom: '5' as DialpadId,
  labels: ['a'],
  dispositions: ['b'],
  recapSummary: 'summary',
  recapOutcome: 'outcome',
  recapPurposes: ['purpose'],
  recapActionItems: ['item'],
  satisfaction: 'good',
  reviewUrl: 'review',
  customData: 'custom',
} as const;
const knownAt = (values: object, at: number | null) =>
  Object.fromEntries(Object.entries(values).map(([field, value]) => [field, { value, at }]));

describe('what a scoped tells of a call', () => {
  it('is each thing that it says, with the time at which it happened', () => {
    expect(facts(said)).to.deep.include(knownAt(said, T0));
    expect(facts(saidInDetail).details).to.deep.include(knownAt(saidInDetail, T0));
  });

  it('is nothing of what it does not say', () => {
    for (const field of [...Object.keys(said), 'rangAt', 'connectedAt', 'endedAt', 'durationSeconds']) {
      expect(facts(), field).to.have.property(field, null);
    }
    for (const field of Object.keys(saidInDetail)) expect(facts().details, field).to.have.property(field, null);
    expect(facts()).to.include({ stale: false, endSeen: false, missed: false, rejected: false });
    expect(facts()).to.include({ unanswered: false, voicemailLeft: false, witnessed: true });
    expect(facts().details).to.include({ transferred: false, transcriptReady: false });
  });

  it('holds from then on: that it was handed on, that there is a transcript, that nobody answered', () => {
    expect(facts({ transferred: true, transcriptReady: true }).details).to.include({
      transferred: true,
      transcriptReady: true,
    });
    expect(facts({ unanswered: true, voicemailLeft: true })).to.include({ unanswered: true, voicemailLeft: true });
    expect(facts({ afterwards: true }).witnessed).to.equal(false);
  });

  it('is that a rejected call is over, and so is a missed one, and one that it says is', () => {
    expect(facts({ over: true })).to.deep.include({ endedAt: now, endSeen: true });
    for (const end of [{ rejected: true }, { missed: true }]) {
      const observed = facts(end);
      expect([endOf(observed)?.at, isEndKnown(observed)], JSON.stringify(end)).to.deep.equal([now.at, true]);
    }
  });

  it('is that a call with a message in the mailbox is over, and perhaps one that is silent, but not when', () => {
    const before = { at: T0, stated: false };
    expect(facts({ voicemailLeft: true })).to.deep.include({ endedAt: before, endSeen: true });
    expect(facts({ stale: true })).to.deep.include({ endedAt: before, endSeen: false, stale: true });
    expect(facts({ stale: true, over: true })).to.deep.include({ endedAt: now, endSeen: false });
  });

  it('is the moments that it states, before any that can be inferred', () => {
    const stated = { startedAt: T0 + 1, rangAt: T0 + 2, connectedAt: T0 + 3, endedAt: T0 + 4 };
    const moments = Object.fromEntries(Object.entries(stated).map(([field, at]) => [field, { at, stated: true }]));
    expect(facts({ ...stated, connected: true, over: true })).to.deep.include(moments);
    expect(facts({ connected: true })).to.deep.include({ startedAt: now, connectedAt: now });
    expect(facts({ connected: true, happenedAt: null })).to.deep.include({
      startedAt: onReceipt,
      connectedAt: onReceipt,
    });
  });

  it('is how long people talked only once it is over', () => {
    expect(facts({ durationSeconds: 7 }).durationSeconds).to.equal(null);
    expect(facts({ durationSeconds: 7, over: true }).durationSeconds).to.deep.equal({ value: 7, at: T0 });
  });

  it('has no time for a recording that is only a page, so that any other takes its place', () => {
    const { recordingUrl, companyRecordingUrl } = said;
    expect(facts({ recordingUrl, companyRecordingUrl, isRecordingPage: true })).to.deep.include(
      knownAt({ recordingUrl, companyRecordingUrl }, null),
    );
  });
});

describe('the facts of a call', () => {
  it('take what is new of each, and lose nothing', () => {
    const nothing = facts({ receivedAt: T0 + 99, happenedAt: null });
    const all = facts({
      ...said,
      ...saidInDetail,
      rangAt: T0,
      connectedAt: T0,
      endedAt: T0,
      durationSeconds: 3,
      stale: true,
      missed: true,
      rejected: true,
      unanswered: true,
      voicemailLeft: true,
      transferred: true,
      transcriptReady: true,
    });
    expect(mergeCallFacts.concat(nothing, all)).to.deep.equal(all);
    expect(mergeCallFacts.concat(all, nothing)).to.deep.equal(all);
  });

  it('have the latest word on each thing', () => {
    const earlier = facts({ fromNumber: 'b', labels: ['b'], happenedAt: T0 - 1 });
    const later = facts({ fromNumber: 'a', labels: ['a'] });
    for (const merged of [mergeCallFacts.concat(earlier, later), mergeCallFacts.concat(later, earlier)]) {
      expect(merged.fromNumber?.value).to.equal('a');
      expect(merged.details.labels?.value).to.deep.equal(['a']);
    }
  });

  it('have the earliest start, ring and answer, and the latest end', () => {
    const moments = (at: number) => facts({ startedAt: at, rangAt: at, connectedAt: at, endedAt: at });
    const merged = mergeCallFacts.concat(moments(T0 + 5), moments(T0));
    expect([merged.startedAt.at, merged.rangAt?.at, merged.connectedAt?.at]).to.deep.equal([T0, T0, T0]);
    expect(merged.endedAt?.at).to.equal(T0 + 5);
  });

  it('merge to the same in any order and grouping', () => {
    const merge = mergeCallFacts.concat;
    const aFact = callObservation.map(callFactsOf);
    fc.assert(
      fc.property(aFact, aFact, aFact, (x, y, z) => {
        expect(merge(x, y)).to.deep.equal(merge(y, x));
        expect(merge(merge(x, y), z)).to.deep.equal(merge(x, merge(y, z)));
        expect(merge(x, x)).to.deep.equal(x);
      }),
    );
  });
});

describe('a recap', () => {
  const recap = (more: Parameters<typeof detailsOf>[0]) => recapOf(detailsOf(more, T0));
  const empty = { summary: null, outcome: null, purposes: [], actionItems: [] };

  it('is there once any part of it is', () => {
    expect(recap({})).to.equal(null);
    expect(recap({ recapSummary: 's' })).to.deep.equal({ ...empty, summary: 's' });
    expect(recap({ recapOutcome: 'o' })).to.deep.equal({ ...empty, outcome: 'o' });
    expect(recap({ recapPurposes: ['p'] })).to.deep.equal({ ...empty, purposes: ['p'] });
    expect(recap({ recapActionItems: ['i'] })).to.deep.equal({ ...empty, actionItems: ['i'] });
  });
});
