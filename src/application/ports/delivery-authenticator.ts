import type { Either } from 'fp-ts/lib/Either.js';
import type { Timestamp } from '../../domain/timestamp.js';

/** A webhook request as it came over the wire. */
export interface RawDelivery {
  readonly body: Uint8Array;
  /** The signature header, if there was one. */
  readonly signature: string | null;
}

/**
 * Why a delivery is not accepted. `wrong-secret` also stands for a body that was changed on its way: the two cannot be told apart.
 * `expired` is the only one where the sender does know the secret.
 */
export type ForgedCause =
  | 'no-secret'
  | 'no-signature'
  | 'unreadable-signature'
  | 'unreadable-token'
  | 'wrong-algorithm'
  | 'wrong-secret'
  | 'expired';

/** The signature is missing or does not match any secret, or the token has expired. `reason` is a sentence for the log. */
export interface Forged {
  readonly _tag: 'Forged';
  readonly cause: ForgedCause;
  readonly reason: string;
}

/** The sender knows the secret, but says that the delivery is valid only later. The same delivery is accepted then. */
export interface NotYetValid {
  readonly _tag: 'NotYetValid';
  /** Whole seconds after which the sender may try again: until it is accepted, and at most an hour. */
  readonly retryAfterSeconds: number;
  /** A sentence for the log. */
  readonly reason: string;
}

/** Checks that a delivery comes from who shares one of the secrets with us, and takes the event's text out of it. */
export interface DeliveryAuthenticator {
  readonly open: (
    delivery: RawDelivery,
    secrets: readonly string[],
    now: Timestamp,
  ) => Either<Forged | NotYetValid, string>;
}
