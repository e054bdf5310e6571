import { expect } from 'chai';
import { isSendable } from '../../console/logic/sendable.js';
import { agoText, shortTime } from '../../console/logic/times.js';

describe('a time in the console', () => {
  const now = Date.parse('2026-11-26T12:00:00Z');
  const ago = (seconds: number): string => agoText(new Date(now - seconds * 1000).toISOString(), now);

  it('is how long ago it was, in whole units, or how soon it will be', () => {
    expect([0, 0.4, -0.4, 59.9, 60, 119, 3_599, 3_600, 86_399, 86_400].map(ago)).to.deep.equal([
      ...['now', 'now', 'now', '59 seconds ago', '1 minute ago', '1 minute ago', '59 minutes ago', '1 hour ago'],
      ...['23 hours ago', 'yesterday'],
    ]);
    expect([-90, -7_300].map(ago)).to.deep.equal(['in 1 minute', 'in 2 hours']);
    expect(ago(8 * 86_400)).to.equal('18 Nov 2026');
  });

  it('is as short as it can be', () => {
    const at = (days: number): string => new Date(now - days * 86_400_000).toISOString();
    const clock = /\d\d:\d\d$/.source;
    expect(shortTime(at(0), now)).to.match(new RegExp(`^${clock}`));
    expect(shortTime(at(1), now)).to.match(new RegExp(`^(Wed|Thu) ${clock}`));
    expect(shortTime(at(40), now)).to.match(new RegExp(`^1[67] Oct ${clock}`));
    expect(shortTime(at(400), now)).to.match(new RegExp(`^2[123] Oct 2025 ${clock}`));
  });
});

describe('a key or a secret', () => {
  it('is sent only if a header can carry it', () => {
    expect(['app_1a', 'p@ss~word', '', 'ключ', 'app_1 2', 'key😀'].map(isSendable)).to.deep.equal([
      ...[true, true, false, false, true, false],
    ]);
  });
});
