import { expect } from 'chai';
import * as fc from 'fast-check';
import { timeZoneOf } from '../../../src/adapters/inbound/http/time-zone.js';
import { BUCKET_UNITS, bucketOf, momentOf, timeBuckets } from '../../../src/domain/statistics/time-buckets.js';

const utc = () => 0;
const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);
const startsIn = (zone: string, unit: (typeof BUCKET_UNITS)[number], from: string, to: string) =>
  timeBuckets(at(from), at(to), unit, timeZoneOf(zone) ?? utc, 1_000)?.map(({ start }) =>
    new Date(start).toISOString(),
  );

describe('the moment at which the clocks of a zone show a time', () => {
  const momentIn = (zone: string, local: string) =>
    new Date(momentOf(at(`${local}Z`), timeZoneOf(zone) ?? utc)).toISOString();

  it('is found on either side of UTC, and where the clocks change', () => {
    expect(momentIn('UTC', '2026-11-26T10:00')).to.equal('2026-11-26T10:00:00.000Z');
    expect(momentIn('Asia/Kathmandu', '2026-11-26T00:00')).to.equal('2026-11-25T18:15:00.000Z');
    expect(momentIn('America/New_York', '2026-11-26T00:00')).to.equal('2026-11-26T05:00:00.000Z');
    expect(momentIn('Europe/Berlin', '2026-03-29T12:00')).to.equal('2026-03-29T10:00:00.000Z');
    expect(momentIn('Europe/Berlin', '2026-10-25T12:00')).to.equal('2026-10-25T11:00:00.000Z');
  });

  it('is the first of two, and later where the clocks skip it', () => {
    expect(momentIn('Europe/Berlin', '2026-10-25T02:30')).to.equal('2026-10-25T00:30:00.000Z');
    for (const [zone, local, change] of [
      ['America/Santiago', '2026-09-06T00:00', '2026-09-06T04:00:00.000Z'],
      ['Asia/Beirut', '2026-03-29T00:00', '2026-03-28T22:00:00.000Z'],
      ['Pacific/Apia', '2011-12-30T00:00', '2011-12-30T10:00:00.000Z'],
    ] as const) {
      expect(momentIn(zone, local), zone).to.equal(change);
    }
  });
});

describe('the buckets of a time range', () => {
  it('are cut off at its ends', () => {
    const [from, to] = [at('2026-11-26T10:30:00Z'), at('2026-11-26T12:15:00Z')];
    expect(timeBuckets(from, to, 'hour', utc, 9)).to.deep.equal([
      { start: from, end: at('2026-11-26T11:00:00Z') },
      { start: at('2026-11-26T11:00:00Z'), end: at('2026-11-26T12:00:00Z') },
      { start: at('2026-11-26T12:00:00Z'), end: to },
    ]);
  });

  it('begin at local midnight, also where the clocks change', () => {
    expect(startsIn('Europe/Berlin', 'day', '2026-03-27T23:00:00Z', '2026-03-30T22:00:00Z')).to.deep.equal([
      '2026-03-27T23:00:00.000Z',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ]);
    // In Santiago the clocks skip midnight.
    expect(startsIn('America/Santiago', 'day', '2026-09-05T04:00:00Z', '2026-09-08T03:00:00Z')).to.deep.equal([
      '2026-09-05T04:00:00.000Z',
      '2026-09-06T04:00:00.000Z',
      '2026-09-07T03:00:00.000Z',
    ]);
  });

  it('have weeks from Monday and months of their own length', () => {
    expect(startsIn('UTC', 'week', '2026-11-26T00:00:00Z', '2026-12-08T00:00:00Z')).to.deep.equal([
      '2026-11-26T00:00:00.000Z',
      '2026-11-30T00:00:00.000Z',
      '2026-12-07T00:00:00.000Z',
    ]);
    expect(startsIn('UTC', 'month', '2026-01-31T00:00:00Z', '2026-03-02T00:00:00Z')).to.deep.equal([
      '2026-01-31T00:00:00.000Z',
      '2026-02-01T00:00:00.000Z',
      '2026-03-01T00:00:00.000Z',
    ]);
  });

  it('begin at the full hour of zones that are half an hour off', () => {
    expect(startsIn('Asia/Kolkata', 'hour', '2026-11-26T00:00:00Z', '2026-11-26T02:00:00Z')).to.deep.equal([
      '2026-11-26T00:00:00.000Z',
      '2026-11-26T00:30:00.000Z',
      '2026-11-26T01:30:00.000Z',
    ]);
  });

  it('are refused if there would be too many', () => {
    expect(timeBuckets(0, 100 * HOUR, 'hour', utc, 99)).to.equal(null);
    expect(timeBuckets(0, 100 * HOUR, 'hour', utc, 100)).to.have.length(100);
  });

  it('adjoin, whatever the zone, and each moment is in one of them', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/Santiago', 'Asia/Kolkata', 'Australia/Lord_Howe');
    const year = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') });
    const span = fc.integer({ min: 1, max: 40 * 24 * HOUR });
    fc.assert(
      fc.property(
        zone,
        year,
        span,
        fc.constantFrom(...BUCKET_UNITS),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (name, from, length, unit, part) => {
          const buckets = timeBuckets(from, from + length, unit, timeZoneOf(name) ?? utc, 1_000) ?? [];
          expect(buckets[0]?.start).to.equal(from);
          expect(buckets.at(-1)?.end).to.equal(from + length);
          for (const [n, { start, end }] of buckets.entries()) {
            expect(end).to.be.above(start);
            if (n > 0) expect(start).to.equal(buckets[n - 1]?.end);
          }
          const moment = from + Math.floor(part * (length - 1));
          const found = buckets[bucketOf(buckets, moment)];
          expect(found?.start).to.be.at.most(moment);
          expect(found?.end).to.be.above(moment);
          expect(bucketOf(buckets, from - 1)).to.equal(-1);
          expect(bucketOf(buckets, from + length)).to.equal(-1);
        },
      ),
    );
  }).timeout(60_000);
});
