import * as t from 'io-ts';
import type { Timestamp } from '../../domain/timestamp.js';
import { annotated } from './annotated.js';

const ISO_TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?)?$/i;

/** NaN if the text is no such time. A time without a zone is in UTC, not in the server's own zone. */
const utcTime = (text: string): number => {
  const [, date, time, zone = 'Z'] = ISO_TIME.exec(text.trim()) ?? [];
  if (date === undefined) return Number.NaN;
  return Date.parse(time === undefined ? date : `${date}T${time}${zone}`);
};

/** A time as clients write and read it: ISO 8601; written in UTC, to the millisecond. */
export const IsoTime = annotated(
  new t.Type<Timestamp, string, unknown>(
    'IsoTime',
    t.number.is,
    (u, context) => {
      const at = typeof u === 'string' ? utcTime(u) : Number.NaN;
      return Number.isNaN(at)
        ? t.failure(u, context, 'must be a time in ISO 8601, such as 2026-01-28T12:00:00Z')
        : t.success(at);
    },
    (at) => new Date(at).toISOString(),
  ),
  { type: 'string', format: 'date-time' },
);
