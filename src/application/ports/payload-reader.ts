import type { Option } from 'fp-ts/lib/Option.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { Observation } from '../../domain/observation.js';
import type { Timestamp } from '../../domain/timestamp.js';

/** What can be said of a delivery without understanding it. */
export interface Envelope {
  /** What the source calls this kind of event; `batch` for several events of different names. */
  readonly name: string | null;
  /** The id that it carries, if any. Two deliveries are one event only if their names are equal too. */
  readonly eventId: string | null;
  /** Organisations and offices of Dialpad that it names, nearest first. */
  readonly organizations: readonly DialpadId[];
  /** The call or the message that it is about; null if it does not say, or is about several. Events of one are told in order. */
  readonly orderKey: DialpadId | null;
}

export type Translation =
  /** `reason`: why some events of a delivery of several are left out. */
  | { readonly _tag: 'Observed'; readonly observations: readonly Observation[]; readonly reason?: string }
  /** A kind of event that this server does not use. */
  | { readonly _tag: 'Ignored'; readonly reason: string }
  /** A known kind of event without a required field. */
  | { readonly _tag: 'Unusable'; readonly reason: string };

/** Turns what the phone system sends into what the domain understands. */
export interface PayloadReader {
  /** None if the text is no JSON. */
  readonly envelope: (payload: string) => Option<Envelope>;
  /** Pure: the same event always says the same. */
  readonly translate: (event: { readonly payload: string; readonly receivedAt: Timestamp }) => Translation;
}
