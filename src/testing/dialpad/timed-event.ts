import type { Timestamp } from '../../domain/timestamp.js';

/** An event in the shape that Dialpad sends. */
export type DialpadPayload = Readonly<Record<string, unknown>>;

/** An event and the time at which Dialpad sends it. */
export interface TimedEvent {
  readonly at: Timestamp;
  /** Dialpad retries SMS events for longer than call events. */
  readonly kind: 'call' | 'sms';
  readonly payload: DialpadPayload;
}

/** The events of several stories in the order in which they are sent. */
export const interleaved = (...stories: readonly (readonly TimedEvent[])[]): readonly TimedEvent[] =>
  stories.flat().sort((one, other) => one.at - other.at);
