import { expect } from 'chai';
import type { CallObservation } from '../../../src/domain/call/call-facts.js';
import { callFactsOf, mergeCallFacts } from '../../../src/domain/call/call-facts.js';
import {
  changesBetween,
  durationAt,
  durationChangesAt,
  recordingOf,
  viewOf,
} from '../../../src/domain/call/call-view.js';
import { observe } from '../../../src/domain/call/observe-call.js';
import type { DialpadId } from '../../../src/domain/dialpad-id.js';
import { dialpadCallId, fresh } from '../arbitraries.js';

const T0 = fresh.now;
const SECOND = 1000;
const person = '7' as DialpadId;

const seen = (more: Partial<CallObservation>): CallObservation => ({
  dialpadCallId,
  receivedAt: T0,
  happenedAt: T0,
  ...more,
});
const view = (more: Partial<CallObservation> = {}) => viewOf(observe(null, seen(more), fresh).call);
const talking = { connected: true, connectedAt: T0 + SECOND };
const over = { over: true, endedAt: T0 + 61 * SECOND };

describe('what is shown of a call', () => {
  it('is what is known of it', () => {
    const known = {
      direction: 'inbound',
      fromNumber: '555-0123',
      toNumber: '555-9876',
      dialpadUserId: person,
      recordingUrl: 'user',
    } as const;
    const inDetail = {
      contactName: 'Ana',
      transferredFrom: '8' as DialpadId,
      labels: ['a'],
      dispositions: ['b'],
      satisfaction: 'good',
      reviewUrl: 'review',
      customData: 'custom',
      transcriptReady: true,
    } as const;
    const all = view({ ...known, ...inDetail, ...talking, ...over, recapSummary: 'summary' });
    expect(all).to.include({
      ...known,
      id: fresh.id,
      appId: fresh.appId,
      dialpadCallId,
      conversationId: dialpadCallId,
    });
    expect(all).to.include({ status: 'ended', startedAt: T0, endedAt: over.endedAt, createdAt: T0, updatedAt: T0 });
    expect(all.details).to.deep.include({ ...inDetail, answeredBy: person, answeredElsewhere: false });
    expect(all.details.recap?.summary).to.equal('summary');
  });

  it('is nothing where nothing is known', () => {
    const { details, ...call } = view();
    const nothing = { direction: null, fromNumber: null, toNumber: null, dialpadUserId: null, endedAt: null };
    expect(call).to.include({ ...nothing, durationSeconds: null, recordingUrl: null, status: 'ringing' });
    expect(details).to.deep.equal({
      answeredBy: null,
      answeredElsewhere: false,
      endedReason: null,
      contactName: null,
      hold: null,
      transferredFrom: null,
      labels: [],
      dispositions: [],
      recap: null,
      transcriptReady: false,
      satisfaction: null,
      reviewUrl: null,
      customData: null,
      disposition: null,
      note: null,
      recordUrl: null,
    });
  });

  it('is the recording by the user, else the company’s', () => {
    const recording = (more: Partial<CallObservation>) => recordingOf(callFactsOf(seen(more)))?.value ?? null;
    expect(recording({ recordingUrl: 'user', companyRecordingUrl: 'company' })).to.equal('user');
    expect(recording({ companyRecordingUrl: 'company' })).to.equal('company');
    expect(recording({})).to.equal(null);
  });

  it('is a hold only while people talk', () => {
    const hold = (more: Partial<CallObservation>) => view(more).details.hold;
    expect([hold({ ...talking, hold: 'held' }), hold({ ...talking, hold: 'parked' })]).to.deep.equal([
      'held',
      'parked',
    ]);
    expect([hold({ ...talking, hold: 'talking' }), hold(talking)]).to.deep.equal([null, null]);
    expect([hold({ hold: 'held' }), hold({ ...talking, ...over, hold: 'held' })]).to.deep.equal([null, null]);
  });

  it('is why it ended, once it has, where that was not as calls do', () => {
    const reason = (more: Partial<CallObservation>) => view({ ...talking, ...more }).details.endedReason;
    expect([reason({}), reason(over)]).to.deep.equal([null, null]);
    expect([reason({ transferred: true }), reason({ ...over, transferred: true })]).to.deep.equal([
      null,
      'transferred',
    ]);
    expect(reason({ stale: true, transferred: true })).to.equal('stale');
    const [silent, ended] = [callFactsOf(seen({ ...talking, stale: true })), callFactsOf(seen(over))];
    const { call } = observe(null, seen({}), fresh);
    expect(viewOf({ ...call, facts: mergeCallFacts.concat(silent, ended) }).details.endedReason).to.equal(null);
  });
});

describe('the length of a call', () => {
  const seconds = (more: Partial<CallObservation>) => view(more).durationSeconds;

  it('is what its source says', () => {
    expect(seconds({ ...talking, ...over, durationSeconds: 7 })).to.equal(7);
    expect(seconds({ voicemailLeft: true, durationSeconds: 7 })).to.equal(7);
  });

  it('is none where nobody ever answered, whatever its source says', () => {
    expect(seconds({ ...over, unanswered: true, durationSeconds: 7 })).to.equal(0);
    expect(seconds({ ...over, ...talking, unanswered: true, durationSeconds: 7 })).to.equal(7);
  });

  it('is from its answer to its end or, where that was not seen, from its start', () => {
    expect([seconds({ ...talking, ...over }), seconds(over)]).to.deep.equal([60, 61]);
  });

  it('is none of a call that was missed or rejected', () => {
    expect([seconds({ ...over, missed: true }), seconds({ ...over, rejected: true })]).to.deep.equal([0, 0]);
    expect(seconds({ ...over, voicemailLeft: true })).to.equal(0);
  });

  it('is not said while it goes on', () => {
    expect([seconds({ durationSeconds: 7 }), seconds({ ...talking, unanswered: true })]).to.deep.equal([null, null]);
  });

  it('grows while it goes on, in whole seconds from its start, and then stays', () => {
    const lasts = (more: Partial<CallObservation>, ms: number) => durationAt(view(more), T0 + ms);
    expect([lasts({}, 1_499), lasts(talking, 1_500), lasts({}, -5_000)]).to.deep.equal([1, 2, 0]);
    expect(lasts({ ...talking, ...over }, 99 * SECOND)).to.equal(60);
  });

  it('is known to change at a moment, while the call goes on, and not before', () => {
    for (const at of [-5_000, 0, 499, 500, 501, 1_234, 61_499, 61_500]) {
      const one = view(talking);
      const next = durationChangesAt(one, T0 + at) ?? Number.NaN;
      const length = durationAt(one, T0 + at) ?? Number.NaN;
      expect(next, `${at}`).to.be.above(T0 + at);
      expect(durationAt(one, next - 1)).to.equal(length);
      expect(durationAt(one, next)).to.equal(length + 1);
    }
    expect(durationChangesAt(view({ ...talking, ...over }), T0)).to.equal(null);
  });
});

describe('what has changed to who sees a call', () => {
  const changes = (one: Partial<CallObservation>, other: Partial<CallObservation>) =>
    changesBetween(view(one), view(other));

  it('is what is said differently of the call or of its details', () => {
    expect(changes({}, { fromNumber: '555-0123', contactName: 'Ana' })).to.deep.equal(['fromNumber', 'contactName']);
    expect(changes({ contactName: 'Ana' }, { contactName: 'Anna' })).to.deep.equal(['contactName']);
  });

  it('is of lists and recaps what is in them', () => {
    const said = { labels: ['a', 'b'], recapSummary: 'summary' };
    expect(changes(said, { labels: ['a', 'b'], recapSummary: 'summary' })).to.deep.equal([]);
    expect(changes(said, { labels: ['a'], recapSummary: 'another' })).to.deep.equal(['labels', 'recap']);
    expect(changes(said, {})).to.deep.equal(['labels', 'recap']);
  });
});
