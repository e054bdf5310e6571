import type { Either } from 'fp-ts/lib/Either.js';
import type { Timestamp } from '../../domain/timestamp.js';

/** A webhook request as it came over the wire. */
export interface RawDelivery {
  readonly body: Uint8Array;
  /** The signature header, if there was one. */
  readonly signature: string | null;
}

/** Nothing proves that the sender knows the secret. `reason` is for the log. */
export interface Forged {
  readonly _tag: 'Forged';
  readonly reason: string;
}

/** Checks that a delivery comes from who shares one of the secrets with us, and takes the event's text out of it. */
export interface DeliveryAuthenticator {
  readonly open: (delivery: RawDelivery, secrets: readonly string[], now: Timestamp) => Either<Forged, string>;
}
