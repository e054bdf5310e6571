import { expect } from 'chai';
import fc from 'fast-check';
import {
  afterAttempt,
  GIVE_UP_AFTER_MS,
  MAX_ATTEMPTS_KEPT,
  MAX_DEAD_LETTERS,
  type Outcome,
  PAUSES_MS,
  pruned,
} from '../../../src/domain/endpoint/attempts.js';
import { type Endpoint, isDue, signingSecrets, wants } from '../../../src/domain/endpoint/endpoint.js';
import { changedEndpoint, MAX_SECRETS, withNewSecret } from '../../../src/domain/endpoint/endpoint-change.js';
import { delivered, endpoint, failed } from './endpoints.js';

const NOW = 1_000_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RING = { seq: 6, type: 'call.ring' } as const;

/** The endpoint after so many attempts that fail, each as soon as it is due. */
const afterFailures = (count: number, before: Endpoint = endpoint(), outcome: Outcome = failed(500)) => {
  let [one, now] = [before, NOW];
  for (let n = 0; n < count; n += 1) {
    now = Math.max(now, one.failing?.nextAt ?? now);
    one = afterAttempt(one, { ...RING, seq: one.cursor + 1 }, outcome, now, 0);
  }
  return { one, now };
};

const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constant(delivered()),
  fc
    .record({ status: fc.option(fc.integer({ min: 300, max: 599 })), retryAfterMs: fc.option(fc.integer({ min: 1 })) })
    .map(({ status, retryAfterMs }) => ({ ...failed(status), retryAfterMs })),
);

describe('an endpoint', () => {
  it('goes on to the next event at once when one is delivered', () => {
    const one = afterAttempt(endpoint(), RING, delivered(), NOW, 0.5);
    expect(one).to.include({ cursor: 6, failing: null });
    expect(isDue(one, NOW)).to.equal(true);
  });

  it('tries the same event again after each failure, later and later, up to a day', () => {
    const waits = PAUSES_MS.map((_, n) => {
      const { one, now } = afterFailures(n + 1);
      expect(one.cursor).to.equal(5);
      return (one.failing?.nextAt ?? 0) - now;
    });
    expect(waits).to.deep.equal([...waits].sort((a, b) => a - b));
    expect(waits.at(-1)).to.equal(DAY);
  });

  it('has its first success end all failing', () => {
    const { one, now } = afterFailures(3);
    expect(afterAttempt(one, RING, delivered(), now, 0).failing).to.equal(null);
  });

  it('spreads the attempts of those that failed together by at most a quarter', () => {
    const nextAt = (chance: number) => afterAttempt(endpoint(), RING, failed(500), NOW, chance).failing?.nextAt ?? 0;
    const [soonest, latest] = [nextAt(0), nextAt(1)];
    expect([soonest - NOW, latest - NOW]).to.deep.equal([PAUSES_MS[0], PAUSES_MS[0] * 1.25]);
  });

  it('waits as long as a receiver asks, but no longer than a day', () => {
    const waitFor = (retryAfterMs: number | null) => {
      const outcome = { ...failed(429), retryAfterMs };
      return (afterAttempt(endpoint(), RING, outcome, NOW, 0).failing?.nextAt ?? 0) - NOW;
    };
    expect([null, 1, HOUR, 90 * DAY].map(waitFor)).to.deep.equal([PAUSES_MS[0], PAUSES_MS[0], HOUR, DAY]);
  });

  it('gives an event up after the last pause, keeps it as a dead letter, and tries the next one at once', () => {
    const { one, now } = afterFailures(PAUSES_MS.length + 1);
    expect(one).to.deep.include({ cursor: 6, failing: { since: NOW, attempts: 0, nextAt: now } });
    expect(one.deadLetters).to.deep.equal([{ seq: 6, type: 'call.ring', reason: 'It answered 500.', at: now }]);
    expect(isDue(one, now)).to.equal(true);
  });

  it('is given up when it has failed for five days, whichever events it failed at', () => {
    let { one, now } = afterFailures(1);
    while (one.state === 'enabled') ({ one, now } = next(one));
    expect(one.state).to.equal('given-up');
    expect(now - NOW).to.be.within(GIVE_UP_AFTER_MS, GIVE_UP_AFTER_MS + DAY);
    expect(isDue(one, now + DAY)).to.equal(false);
  });
  const next = (before: Endpoint) => {
    const now = before.failing?.nextAt ?? 0;
    return { one: afterAttempt(before, { ...RING, seq: before.cursor + 1 }, failed(500), now, 0), now };
  };

  it('is sent nothing any more once it says 410, and keeps its place', () => {
    const one = afterAttempt(endpoint(), RING, failed(410), NOW, 0);
    expect(one).to.include({ state: 'gone', cursor: 5 });
    expect(isDue(one, NOW + DAY)).to.equal(false);
  });

  it('is tried at once when it is enabled again, from where it was', () => {
    const { one, now } = afterFailures(4);
    const enabled = changedEndpoint({ ...one, state: 'given-up' }, { isEnabled: true }, now);
    expect(enabled).to.include({ state: 'enabled', failing: null, cursor: 5 });
    expect(isDue(enabled, now)).to.equal(true);
  });

  it('is tried at once when it has another address, and keeps its pause when only its description changes', () => {
    const { one, now } = afterFailures(4);
    expect(changedEndpoint(one, { description: 'Clinic', url: one.url }, now).failing).to.equal(one.failing);
    const moved = changedEndpoint(one, { url: 'https://other.example.com/hook' }, now);
    expect(moved).to.include({ state: 'enabled', failing: null, cursor: 5 });
    expect(changedEndpoint({ ...one, state: 'gone' }, { url: 'https://other.example.com' }, now).state).to.equal(
      'gone',
    );
  });

  it('does not wait for the end of a pause that a clock gave which was far ahead', () => {
    const failing = (nextAt: number) => endpoint({ failing: { since: NOW, attempts: 1, nextAt } });
    expect(isDue(failing(NOW + 30 * HOUR), NOW)).to.equal(false);
    expect(isDue(failing(NOW + 400 * DAY), NOW)).to.equal(true);
  });

  it('says which events were pruned before it got them', () => {
    const one = pruned(endpoint(), 9, NOW);
    expect(one.cursor).to.equal(9);
    expect(one.deadLetters[0]?.reason).to.equal('events 6 to 9 were pruned before they could be sent');
  });

  it('wants all events, or those it names', () => {
    expect(wants({ events: null }, 'call.ring')).to.equal(true);
    expect(wants({ events: ['call.ring'] }, 'call.ring')).to.equal(true);
    expect(wants({ events: ['call.ring'] }, 'call.ended')).to.equal(false);
  });

  it('signs with the old secret too until its grace is over', () => {
    const rotated = withNewSecret(endpoint(), 'new', NOW + HOUR, NOW);
    const signing = (now: number) => signingSecrets(rotated, now).map(({ sealed }) => sealed);
    expect([signing(NOW), signing(NOW + HOUR)]).to.deep.equal([['new', 'sealed'], ['new']]);
    expect(signingSecrets(withNewSecret(endpoint(), 'new', null, NOW), NOW)).to.have.length(1);
  });

  it('signs with each secret until its own end when one is changed again during its grace', () => {
    const twice = withNewSecret(withNewSecret(endpoint(), 'second', NOW + HOUR, NOW), 'third', NOW + DAY, NOW + 1);
    const signing = (now: number, one = twice) => signingSecrets(one, now).map(({ sealed }) => sealed);
    expect(signing(NOW + 1)).to.deep.equal(['third', 'second', 'sealed']);
    expect(signing(NOW + HOUR)).to.deep.equal(['third', 'second']);
    const shorter = withNewSecret(twice, 'fourth', NOW + 10, NOW + 2);
    expect([signing(NOW + 2, shorter).length, signing(NOW + 10, shorter)]).to.deep.equal([4, ['fourth']]);
    expect(signing(NOW + 2, withNewSecret(twice, 'fourth', null, NOW + 2))).to.deep.equal(['fourth']);
    let one = endpoint();
    for (let n = 0; n < 2 * MAX_SECRETS; n += 1) one = withNewSecret(one, String(n), NOW + DAY, NOW);
    expect(one.secrets).to.have.length(MAX_SECRETS);
  });

  it('never goes back, skips nothing but what it keeps as a dead letter, and keeps a bounded number of things', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(outcomes, fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 60 }),
        (all) => {
          let [one, now] = [endpoint({ cursor: 0 }), NOW];
          const got: number[] = [];
          for (const [outcome, chance] of all) {
            if (one.state !== 'enabled') break;
            now = Math.max(now, one.failing?.nextAt ?? now);
            const seq = one.cursor + 1;
            if (outcome._tag === 'Delivered') got.push(seq);
            const after = afterAttempt(one, { seq, type: 'call.ring' }, outcome, now, chance);
            expect(after.cursor - one.cursor).to.be.within(0, 1);
            expect((after.failing?.nextAt ?? now) - now).to.be.within(0, DAY * 1.25);
            one = after;
          }
          const dead = one.deadLetters.map(({ seq }) => seq);
          const every = Array.from({ length: one.cursor }, (_, n) => n + 1);
          expect([...got, ...dead].sort((a, b) => a - b)).to.deep.equal(every);
          expect(one.attempts.length).to.be.at.most(MAX_ATTEMPTS_KEPT);
          expect(one.deadLetters.length).to.be.at.most(MAX_DEAD_LETTERS);
        },
      ),
    );
  });
});
