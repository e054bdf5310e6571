import * as t from 'io-ts';
import type { Timestamp } from '../../domain/timestamp.js';
import { annotated } from './annotated.js';

/** A moment as clients write and read it: ISO 8601 in UTC, to the millisecond. */
export const IsoTime = annotated(
  new t.Type<Timestamp, string, unknown>(
    'IsoTime',
    t.number.is,
    (u, context) => {
      const at = typeof u === 'string' && /^\d{4}-\d{2}-\d{2}/.test(u) ? Date.parse(u) : Number.NaN;
      return Number.isNaN(at) ? t.failure(u, context, 'must be a time in ISO 8601') : t.success(at);
    },
    (at) => new Date(at).toISOString(),
  ),
  { type: 'string', format: 'date-time' },
);
