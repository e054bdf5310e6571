import { expect } from 'chai';
import * as fc from 'fast-check';
import { timeOf } from '../../../../src/adapters/outbound/dialpad/event-times.js';
import { callIn, connected, messageIn, RECEIVED_AT } from './translating.js';

const NOON = Date.UTC(2026, 0, 28, 12);

/** Noon, written in each form. */
const NOON_AS: Readonly<Record<string, unknown>> = {
  seconds: NOON / 1000,
  'seconds in a text': String(NOON / 1000),
  'seconds with a fraction in a text': `${NOON / 1000}.000`,
  milliseconds: NOON,
  'milliseconds with a fraction': NOON + 0.4,
  'milliseconds in a text': ` ${NOON} `,
  microseconds: NOON * 1000,
  'microseconds in a text': `${NOON}000`,
  nanoseconds: NOON * 1e6,
  'nanoseconds in a text': `${NOON}000000`,
  'milliseconds as .NET writes them': `/Date(${NOON})/`,
  'a number with an exponent': '1.7696016e9',
  'ISO 8601': '2026-01-28T12:00:00Z',
  'ISO 8601 in lower case': '2026-01-28t12:00:00z',
  'ISO 8601 with milliseconds and an offset': '2026-01-28T13:00:00.000+01:00',
  'ISO 8601 with an offset without a colon': '2026-01-28T13:00:00+0100',
  'ISO 8601 with an offset of hours': '2026-01-28T04:00:00-08',
  'ISO 8601 with an offset of half an hour': '2026-01-28T17:30:00+05:30',
  'ISO 8601 with microseconds': '2026-01-28T12:00:00.000000Z',
  'ISO 8601 with nanoseconds': '2026-01-28T12:00:00.000000999Z',
  'ISO 8601 with a comma': '2026-01-28T12:00:00,000Z',
  'ISO 8601 without seconds': '2026-01-28T12:00Z',
  'ISO 8601 with the hour alone': '2026-01-28T12Z',
  'ISO 8601 without a zone, which is UTC': '2026-01-28T12:00:00',
  'ISO 8601 with the name of a zone': '2026-01-28T13:00:00+01:00[Europe/Berlin]',
  'the basic form': '20260128T120000Z',
  'the basic form with milliseconds': '20260128T120000.000Z',
  'the basic form with an offset': '20260128T130000+0100',
  'the basic form without a mark': '20260128120000',
  'PostgreSQL’s form': '2026-01-28 12:00:00+00',
  'PostgreSQL’s form with microseconds': '2026-01-28 04:00:00.000000-08',
  'a blank between date and time': '2026-01-28 12:00:00',
  'a time with UTC behind it': '2026-01-28 12:00:00 UTC',
  'a time with microseconds and UTC behind it': '2026-01-28 12:00:00.000000 UTC',
  'Ruby’s form': '2026-01-28 12:00:00 +0000',
  'Go’s form': '2026-01-28 12:00:00.000000 +0000 UTC',
  'a date with slashes, the year first': '2026/01/28 12:00:00',
  'RFC 2822': 'Wed, 28 Jan 2026 12:00:00 +0000',
  'RFC 2822 with GMT': 'Wed, 28 Jan 2026 12:00:00 GMT',
  'RFC 2822 with the name of a zone': '28 Jan 2026 07:00 EST',
  'RFC 2822 with a remark': 'Wed, 28 Jan 2026 04:00:00 -0800 (PST)',
  'RFC 850': 'Wednesday, 28-Jan-26 12:00:00 GMT',
  asctime: 'Wed Jan 28 12:00:00 2026',
  'JavaScript’s form': 'Wed Jan 28 2026 13:00:00 GMT+0100 (Central European Standard Time)',
  'an American form': 'January 28, 2026 12:00 PM UTC',
};

describe('a time', () => {
  for (const [name, value] of Object.entries(NOON_AS)) {
    it(`is read from ${name}: ${String(value)}`, () => {
      expect(timeOf(value)).to.equal(NOON);
    });
  }

  it('has milliseconds where it has a fraction', () => {
    for (const value of [
      (NOON + 123) / 1000,
      `${NOON / 1000}.123456`,
      (NOON + 123) * 1000,
      `${NOON + 123}000001`,
      '2026-01-28T12:00:00.123456789Z',
      '2026-01-28 12:00:00.123+00',
      '20260128T120000.1234Z',
    ]) {
      expect(timeOf(value), String(value)).to.equal(NOON + 123);
    }
    expect(timeOf('2026-01-28T12:00:00.5Z')).to.equal(NOON + 500);
    expect(timeOf('2026-01-28')).to.equal(Date.UTC(2026, 0, 28));
    expect(timeOf('20260128')).to.equal(Date.UTC(2026, 0, 28));
  });

  it('is null for what is no time, and for a time that cannot be meant', () => {
    for (const value of [
      ...[null, undefined, {}, [], true, '', '  ', 'now', '0', 0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e17],
      ...[
        '28.01.2026',
        '01/28/2026',
        '2026-13-28T00:00:00Z',
        '2026-02-30',
        '2026-01-28T25:00:00Z',
        '28 Foo 2026 12:00',
      ],
      ...['1999-12-31T23:59:59Z', '1970-01-01', '0001-01-01T00:00:00Z', '2100-01-01', '9999-12-31T23:59:59Z'],
      ...[55_000, '55000', 9_876_543_210, 253_402_300_799_000, '+15550100101'],
    ]) {
      expect(timeOf(value), String(value)).to.equal(null);
    }
  });

  it('is the same in every unit', () => {
    const times = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) - 1 });
    fc.assert(
      fc.property(times, (at) => {
        const all = [at, at / 1000, at * 1000, `${at}000`, `${at}000000`, new Date(at).toISOString()];
        for (const value of all) expect(timeOf(value), String(value)).to.equal(at);
        expect(timeOf(new Date(at).toUTCString())).to.equal(Math.floor(at / 1000) * 1000);
      }),
    );
  });

  it('can always be written as ISO 8601', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.integer(), fc.string(), fc.date().map(String)), (value) => {
        const at = timeOf(value);
        if (at !== null) expect(new Date(at).toISOString()).to.match(/^\d{4}-/);
      }),
    );
  });
});

describe('the times of an event', () => {
  it('are read in every form, in both formats', () => {
    for (const [name, value] of Object.entries(NOON_AS)) {
      const guide = { event: 'call.ended', call_id: 1, started_at: value, ended_at: value, timestamp: value };
      expect(callIn(guide), name).to.include({ startedAt: NOON, endedAt: NOON, happenedAt: NOON });
      const own = connected({ date_started: value, date_connected: value, event_timestamp: value });
      expect(callIn(own), name).to.include({ startedAt: NOON, connectedAt: NOON, happenedAt: NOON });
      const message = { event: 'sms.received', id: 1, sent_at: value, timestamp: value };
      expect(messageIn(message), name).to.include({ sentAt: NOON, happenedAt: NOON });
    }
  });

  it('are those of another field where one holds no time that can be meant', () => {
    const call = callIn({ event: 'call.ended', call_id: 1, ended_at: '0001-01-01T00:00:00Z', end_time: NOON * 1e3 });
    expect(call).to.include({ endedAt: NOON, receivedAt: RECEIVED_AT });
  });

  it('are read from bare numbers beyond the exact range', () => {
    const payload = `{"event":"call.ended","call_id":1,"ended_at":${NOON}000000,"timestamp":${NOON}123456}`;
    expect(callIn(payload)).to.include({ endedAt: NOON, happenedAt: NOON });
  });
});
