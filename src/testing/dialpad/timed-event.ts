import type { Timestamp } from '../../domain/timestamp.js';

/** An event of Dialpad's, in the shape it has on the wire. */
export type DialpadPayload = Readonly<Record<string, unknown>>;

/** An event and when Dialpad sends it. */
export interface TimedEvent {
  readonly at: Timestamp;
  /** Dialpad tries SMS events for longer than call events. */
  readonly kind: 'call' | 'sms';
  readonly payload: DialpadPayload;
}

/** The events of several stories, in the order in which they are sent. */
export const interleaved = (...stories: readonly (readonly TimedEvent[])[]): readonly TimedEvent[] =>
  stories.flat().sort((one, other) => one.at - other.at);
