import * as t from 'io-ts';
import type { AppEvent, EventContent } from '../../domain/event/app-event.js';
import { place, placeOf } from './event-envelope.js';
import { IsoTime } from './iso-time.js';
import { oneOf } from './words.js';

export const COVERAGE_EVENTS = ['coverage.gap_detected', 'coverage.gap_filled'] as const;

/** The server received no events for a time range, or has fetched since what happened in it. */
export const CoverageEventJson = t.type(
  { event: oneOf(COVERAGE_EVENTS), ...place, from: IsoTime, to: IsoTime },
  'CoverageEvent',
);

export const coverageEventToJson = (
  event: AppEvent,
  { type, gap }: Extract<EventContent, { readonly gap: unknown }>,
): t.OutputOf<typeof CoverageEventJson> =>
  CoverageEventJson.encode({ event: type, ...placeOf(event), from: gap.from, to: gap.to });
