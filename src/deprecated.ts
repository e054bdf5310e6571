import type {
  ApplyObservationsDeps,
  BadTimeRange,
  BusMessage,
  CursorPage,
  MarkWatched,
  ObservationBatch,
} from './application/index.js';
import { type ApplyObservations, makeApplyObservations, makeMarkWatched } from './application/index.js';
import type {
  AppEventType,
  CallChange,
  CallEventType,
  DialpadConnection,
  EventContent,
  LegContext,
  MessageEventType,
  PendingEvent,
  ScopedObservation,
  TimeRange,
  VoicemailEventType,
} from './domain/index.js';
import {
  legContextsOf,
  markComplete,
  markWatched,
  mergeRanges,
  missingRanges,
  requestRange,
  subtractRange,
} from './domain/index.js';

/* Names of version 0.1 that are gone after 0.2. */

/** @deprecated Use {@link ScopedObservation}. */
export type Sighting = ScopedObservation;
/** @deprecated Use {@link PendingEvent}. */
export type Tiding = PendingEvent;
/** @deprecated Use {@link EventContent}. */
export type News = EventContent;
/** @deprecated Use {@link AppEventType}. */
export type NewsType = AppEventType;
/** @deprecated Use {@link CallEventType}. */
export type CallNews = CallEventType;
/** @deprecated Use {@link MessageEventType}. */
export type MessageNews = MessageEventType;
/** @deprecated Use {@link VoicemailEventType}. */
export type VoicemailNews = VoicemailEventType;
/** @deprecated Use {@link CallChange}. */
export type Told = CallChange;
/** @deprecated Use {@link LegContext}. */
export type Thread = LegContext;
/** @deprecated Use {@link DialpadConnection}. */
export type Connection = DialpadConnection;
/** @deprecated Use {@link TimeRange}. */
export type Stretch = TimeRange;
/** @deprecated Use {@link BadTimeRange}. */
export type BadStretch = BadTimeRange;
/** @deprecated Use {@link BusMessage}. */
export type Notice = BusMessage;
/** @deprecated Use {@link CursorPage}. */
export type Chapter<A> = CursorPage<A>;
/** @deprecated Use {@link ApplyObservations}. */
export type WorkIn = ApplyObservations;
/** @deprecated Use {@link ObservationBatch}. */
export type Work = ObservationBatch;
/** @deprecated Use {@link ApplyObservationsDeps}. */
export type WorkInDeps = ApplyObservationsDeps;
/** @deprecated Use {@link MarkWatched}. */
export type Watch = MarkWatched;

/** @deprecated Use {@link makeApplyObservations}. */
export const makeWorkIn = makeApplyObservations;
/** @deprecated Use {@link makeMarkWatched}. */
export const makeWatch = makeMarkWatched;
/** @deprecated Use {@link legContextsOf}. */
export const threadsOf = legContextsOf;
/** @deprecated Use {@link mergeRanges}. */
export const joined = mergeRanges;
/** @deprecated Use {@link subtractRange}. */
export const without = subtractRange;
/** @deprecated Use {@link markWatched}. */
export const watched = markWatched;
/** @deprecated Use {@link markComplete}. */
export const covered = markComplete;
/** @deprecated Use {@link missingRanges}. */
export const missing = missingRanges;
/** @deprecated Use {@link requestRange}. */
export const requested = requestRange;
