import type { components } from './api.js';

type Schemas = components['schemas'];

/** A union with one member for each of its event types, in place of one member with several. */
type ByType<E extends { event: string }, T extends string = E['event']> = T extends string ? E & { event: T } : never;

/** An event of the stream. A `switch` on its `event` knows which fields there are, and whether a type was forgotten. */
export type CtiEvent =
  | ByType<Schemas['CallEvent']>
  | ByType<Schemas['VoicemailEvent']>
  | ByType<Schemas['MessageEvent']>
  | ByType<Schemas['CoverageEvent']>;

export type CtiEventType = CtiEvent['event'];

/** The event of this type: `CtiEventOf<'call.ring'>`. */
export type CtiEventOf<T extends CtiEventType> = Extract<CtiEvent, { event: T }>;

/** What the stream says of itself. It does not reach a caller as an event. */
export type StreamNote = Schemas['StreamHello'] | Schemas['StreamReset'] | Schemas['StreamError'];

export type StreamMessage = CtiEvent | StreamNote;

/** Null for what is no message of a stream: a proxy's own text. */
export const readMessage = (text: string): StreamMessage | null => {
  try {
    const read: unknown = JSON.parse(text);
    return isMessage(read) ? read : null;
  } catch {
    return null;
  }
};

const isMessage = (read: unknown): read is StreamMessage =>
  typeof read === 'object' && read !== null && 'event' in read && typeof read.event === 'string';
