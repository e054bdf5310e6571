import { expect } from 'chai';
import {
  ATTEMPT_TTL_MS,
  attempted,
  broken,
  connected,
  disconnected,
  hasEnded,
  isDue,
  NOT_CONNECTED,
  opened,
  refreshed,
  renewalOf,
  returned,
} from '../../../src/domain/dialpad-connection/dialpad-connection.js';
import { upTo } from '../../../src/testing/storage/samples.js';

const MINUTE = 60_000;
const attempt = (n: number, expiresAt = 10 * MINUTE) => ({
  ...{ stateHash: `hash ${n}`, verifier: 'sealed', expiresAt },
  browserHash: 'browser',
});
const tokens = (expiresAt: number, renewAt: number | null) => ({ sealed: 'sealed', expiresAt, renewAt });

describe('a connection', () => {
  it('takes an attempt out once', () => {
    const waiting = attempted(attempted(NOT_CONNECTED, attempt(1), 0), attempt(2), 0);
    const back = returned(waiting, 'hash 1', 'browser');
    if (typeof back === 'string') throw new Error(back);
    expect(back.attempt).to.deep.equal(attempt(1));
    expect(back.connection.attempts).to.deep.equal([attempt(2)]);
    expect(returned(back.connection, 'hash 1', 'browser')).to.equal('unknown');
  });

  it('ties an attempt to the browser that opens it first', () => {
    const { browserHash: _, ...older } = attempt(1);
    for (const unopened of [{ ...older, browserHash: null }, older]) {
      const waiting = attempted(NOT_CONNECTED, unopened, 0);
      for (const browser of [null, 'other', 'browser']) {
        expect(returned(waiting, 'hash 1', browser)).to.equal('other-browser');
      }
      const tied = opened(waiting, 'hash 1', 'browser');
      if (typeof tied === 'string') throw new Error(tied);
      expect(tied.connection.attempts).to.deep.equal([attempt(1)]);
      expect(opened(tied.connection, 'hash 1', 'other')).to.equal('other-browser');
      expect(opened(tied.connection, 'hash 1', 'browser')).to.have.property('connection');
      expect(opened(tied.connection, 'hash 2', 'browser')).to.equal('unknown');
      expect(returned(tied.connection, 'hash 1', 'other')).to.equal('other-browser');
    }
  });

  it('stores an attempt for a day after its end, so that a late answer is known as expired', () => {
    const late = attempted(attempted(NOT_CONNECTED, attempt(1), 0), attempt(2), 23 * 60 * MINUTE);
    expect(returned(late, 'hash 1', 'browser')).to.have.property('attempt');
    const removed = attempted(late, attempt(3), 25 * 60 * MINUTE);
    expect(returned(removed, 'hash 1', 'browser')).to.equal('unknown');
  });

  it('stores the latest twenty attempts', () => {
    const many = upTo(30).reduce((before, n) => attempted(before, attempt(n), 0), NOT_CONNECTED);
    expect(many.attempts).to.have.length(20);
    expect(many.attempts.at(-1)).to.deep.equal(attempt(29));
  });

  it('that was broken is connected after a consent', () => {
    const lost = broken(connected(NOT_CONNECTED, tokens(9, 7), null, 1), 'withdrawn', 2);
    expect(lost).to.deep.include({ status: 'broken', tokens: null, broken: { at: 2, reason: 'withdrawn' } });
    expect(connected(lost, tokens(19, 17), null, 3)).to.deep.include({ status: 'connected', broken: null });
  });

  it('begins with nothing', () => {
    expect(NOT_CONNECTED).to.include({ status: 'disconnected', tokens: null, account: null, connectedAt: null });
    expect(NOT_CONNECTED).to.deep.include({ attempts: [], broken: null, refreshing: null });
  });

  it('keeps the rest of what it is when it is connected, renewed or broken', () => {
    const account = { name: 'Acme', organizations: [] };
    const held = { ...attempted(NOT_CONNECTED, attempt(1), 0), refreshing: { owner: 'one', until: 5 } };
    const whole = connected(held, tokens(9, 7), account, 1);
    expect(whole).to.deep.equal({
      ...NOT_CONNECTED,
      attempts: [attempt(1)],
      status: 'connected',
      tokens: tokens(9, 7),
      account,
      connectedAt: 1,
    });
    expect(refreshed(whole, tokens(19, 17))).to.deep.equal({ ...whole, tokens: tokens(19, 17) });
    const lost = { ...whole, status: 'broken', tokens: null, broken: { at: 2, reason: 'withdrawn' } };
    expect(broken({ ...whole, refreshing: held.refreshing }, 'withdrawn', 2)).to.deep.equal(lost);
  });

  it('lets an administrator consent for ten minutes, and remembers that for exactly a day longer', () => {
    expect(ATTEMPT_TTL_MS).to.equal(10 * MINUTE);
    const [day, first] = [24 * 60 * MINUTE, attempted(NOT_CONNECTED, attempt(1), 0)];
    const remembered = (now: number) => attempted(first, attempt(2, now + 1), now).attempts.length;
    expect([remembered(ATTEMPT_TTL_MS + day - 1), remembered(ATTEMPT_TTL_MS + day)]).to.deep.equal([2, 1]);
  });

  it('that has ended has nothing but the attempts under way', () => {
    const account = { name: 'Acme', organizations: [] };
    const whole = connected(attempted(NOT_CONNECTED, attempt(1), 0), tokens(9, 7), account, 1);
    expect(disconnected(whole)).to.deep.equal({ ...NOT_CONNECTED, attempts: [attempt(1)] });
  });

  it('has no renewal lease once its tokens are renewed', () => {
    const held = { ...connected(NOT_CONNECTED, tokens(9, 7), null, 1), refreshing: { owner: 'one', until: 5 } };
    expect(refreshed(held, tokens(19, 17))).to.deep.include({ tokens: tokens(19, 17), refreshing: null });
  });
});

describe('tokens', () => {
  it('are renewed five minutes before their end, and short-lived ones at four fifths of their life', () => {
    expect(renewalOf(0, 60 * MINUTE)).to.equal(55 * MINUTE);
    expect(renewalOf(0, 10 * MINUTE)).to.equal(8 * MINUTE);
    expect(renewalOf(10 * MINUTE, 20 * MINUTE)).to.equal(18 * MINUTE);
  });

  it('are due from their renewal time on or, where they cannot be renewed, from their end on', () => {
    expect([6, 7].map((now) => isDue(tokens(9, 7), now))).to.deep.equal([false, true]);
    expect([8, 9].map((now) => isDue(tokens(9, null), now))).to.deep.equal([false, true]);
    expect([8, 9].map((now) => hasEnded(tokens(9, 7), now))).to.deep.equal([false, true]);
  });
});
