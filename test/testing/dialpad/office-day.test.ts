import { expect } from 'chai';
import type { Call } from '../../../src/domain/call/call.js';
import { viewOf } from '../../../src/domain/call/call-view.js';
import { observe } from '../../../src/domain/call/observe-call.js';
import type { Observation } from '../../../src/domain/observation.js';
import { OFFICE_PEOPLE, officeDay } from '../../../src/testing/dialpad/office-day.js';
import { observationsOf } from '../../adapters/outbound/dialpad/translating.js';
import { fresh } from '../../domain/arbitraries.js';

const START = Date.UTC(2026, 0, 28, 9);

describe('the office day', () => {
  const day = officeDay(START);
  const seen: readonly Observation[] = day.flatMap(({ payload }) => observationsOf(payload));
  const calls = new Map<string, Call>();
  let maxAtOnce = 0;
  for (const one of seen) {
    if (one._tag !== 'Call') continue;
    calls.set(one.seen.dialpadCallId, observe(calls.get(one.seen.dialpadCallId) ?? null, one.seen, fresh).call);
    const live = [...calls.values()].filter((call) => ['ringing', 'active'].includes(viewOf(call).status));
    maxAtOnce = Math.max(maxAtOnce, live.length);
  }
  const views = [...calls.values()].map(viewOf);

  it('takes a few minutes, with its events in order', () => {
    const times = day.map(({ at }) => at);
    expect(times).to.deep.equal([...times].sort((one, other) => one - other));
    expect(times[0]).to.be.at.least(START);
    expect((times.at(-1) ?? 0) - START).to.be.within(120_000, 300_000);
  });

  it('is the same for the same start', () => {
    expect(officeDay(START)).to.deep.equal(day);
  });

  it('has twelve calls, one of them transferred, of every kind, and several at once', () => {
    expect(views).to.have.length(13);
    expect(new Set(views.map(({ status }) => status))).to.deep.equal(new Set(['ended', 'missed', 'voicemail']));
    expect(new Set(views.map(({ direction }) => direction))).to.deep.equal(new Set(['inbound', 'outbound']));
    expect(views.some(({ recordingUrl }) => recordingUrl !== null)).to.equal(true);
    expect(maxAtOnce).to.be.within(3, 5);
  });

  it('has calls for each person', () => {
    const users = new Set(views.map(({ dialpadUserId }) => dialpadUserId));
    expect(users).to.deep.equal(new Set(OFFICE_PEOPLE.map(({ id }) => String(id))));
  });

  it('has nobody in two conversations at once', () => {
    for (const { id } of OFFICE_PEOPLE) {
      const talks = views
        .filter(({ dialpadUserId, durationSeconds }) => dialpadUserId === String(id) && (durationSeconds ?? 0) > 0)
        .map(({ endedAt, durationSeconds }) => ({
          to: endedAt ?? 0,
          from: (endedAt ?? 0) - (durationSeconds ?? 0) * 1000,
        }))
        .sort((one, other) => one.from - other.from);
      talks.forEach(({ from }, n) => {
        expect(from).to.be.at.least(talks[n - 1]?.to ?? 0);
      });
    }
  });

  it('has voicemails with transcripts, and text messages in both directions', () => {
    const transcripts = seen.flatMap((one) => (one._tag === 'Voicemail' ? (one.seen.transcript ?? []) : []));
    expect(transcripts).to.have.length(2);
    const directions = seen.flatMap((one) => (one._tag === 'Message' ? [one.seen.direction] : []));
    expect(new Set(directions)).to.deep.equal(new Set(['inbound', 'outbound']));
  });
});
