import * as t from 'io-ts';
import type { Timestamp } from '../../domain/timestamp.js';
import { annotated } from './annotated.js';

const ISO_TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?)?$/i;

/** A time as it is written: where it has no zone, as the clocks of UTC show it. */
export interface WrittenTime {
  readonly at: Timestamp;
  readonly hasZone: boolean;
}

/** Null if the text is no such time. */
const writtenTime = (text: string): WrittenTime | null => {
  const [, date = '', time = '00:00', zone] = ISO_TIME.exec(text.trim()) ?? [];
  const at = Date.parse(`${date}T${time}${zone ?? 'Z'}`);
  return Number.isNaN(at) || !isDay(date) ? null : { at, hasZone: zone !== undefined };
};

/** `Date.parse` takes the 30th of February for the second of March. */
const isDay = (date: string): boolean => new Date(date).toISOString().startsWith(date);

/** A time as clients write and read it: ISO 8601; without a zone in UTC, not in the server's own; written in UTC, to the millisecond. */
export const IsoTime = annotated(
  new t.Type<Timestamp, string, unknown>(
    'IsoTime',
    t.number.is,
    (u, context) => {
      const written = typeof u === 'string' ? writtenTime(u) : null;
      return written === null ? t.failure(u, context, NO_TIME) : t.success(written.at);
    },
    (at) => new Date(at).toISOString(),
  ),
  { type: 'string', format: 'date-time' },
);

const NO_TIME = 'must be a time in ISO 8601, such as 2026-01-28T12:00:00Z';

/** A time that may be written without a zone: whoever asks says by what else which one it is in. */
export const ZonedTime = annotated(
  new t.Type<WrittenTime, string, unknown>(
    'ZonedTime',
    (u): u is WrittenTime => t.type({ at: t.number, hasZone: t.boolean }).is(u),
    (u, context) => {
      const written = typeof u === 'string' ? writtenTime(u) : null;
      return written === null ? t.failure(u, context, NO_TIME) : t.success(written);
    },
    ({ at, hasZone }) => new Date(at).toISOString().slice(0, hasZone ? undefined : -1),
  ),
  { type: 'string', format: 'date-time' },
);
