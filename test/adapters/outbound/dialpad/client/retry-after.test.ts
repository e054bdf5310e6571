import { expect } from 'chai';
import * as fc from 'fast-check';
import { retryAfterMs } from '../../../../../src/adapters/outbound/dialpad/client/retry-after.js';

const NOW = Date.UTC(2026, 0, 28, 12);

describe('retry-after', () => {
  it('is seconds, or a date', () => {
    expect(retryAfterMs('7', NOW)).to.equal(7_000);
    expect(retryAfterMs(' 0 ', NOW)).to.equal(0);
    expect(retryAfterMs('Wed, 28 Jan 2026 12:00:05 GMT', NOW)).to.equal(5_000);
    expect(retryAfterMs('Wednesday, 28-Jan-26 12:00:05 GMT', NOW)).to.equal(5_000);
    expect(retryAfterMs('Wed Jan 28 12:00:05 2026 GMT', NOW)).to.equal(5_000);
    expect(retryAfterMs('Wed, 28 Jan 2026 11:00:00 GMT', NOW), 'in the past').to.equal(0);
  });

  it('is null where it is neither', () => {
    for (const header of [null, '', 'soon', '-5', '1.5', '1e3', '2026-01-28', 'Wednesday', '9'.repeat(20)]) {
      expect(retryAfterMs(header, NOW), String(header)).to.equal(null);
    }
  });

  it('is never negative, whatever the header holds', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const asked = retryAfterMs(header, NOW);
        expect(asked === null || (Number.isFinite(asked) && asked >= 0)).to.equal(true);
      }),
    );
  });
});
