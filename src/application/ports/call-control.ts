import type { Either } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { Access, PhoneSystemError } from './phone-system.js';

/** For whom to dial, and whom. Numbers are in E.164. */
export interface DialRequest {
  readonly dialpadUserId: DialpadId;
  readonly toNumber: string;
  /** What the other party sees, or `blocked`; null for the person's own number. */
  readonly fromNumber: string | null;
  /** Comes back with the call's events. */
  readonly customData: string | null;
}

/** As what a transferred call arrives, in the words of the phone system. */
export const TRANSFER_STATES = ['hold', 'parked', 'preanswer', 'voicemail'] as const;

/** Where a call is to go. */
export interface TransferRequest {
  /** A number in E.164, or a person. */
  readonly to: { readonly number: string } | { readonly dialpadUserId: DialpadId };
  /** As what the call arrives; null for a call that rings. */
  readonly state: (typeof TRANSFER_STATES)[number] | null;
}

/** Why something was not done. */
export type NotDone =
  /** It was asked for too often; not repeated. `retryAfterMs` is null where the phone system does not say how long to wait. */
  | { readonly _tag: 'TooOften'; readonly retryAfterMs: number | null }
  /** The phone system knows no such person, or no such call in progress. */
  | { readonly _tag: 'NotThere' }
  /** No usable answer came: it may have been done all the same. `detail` is for the log. */
  | { readonly _tag: 'OutcomeUnknown'; readonly detail: string };

/** What was done, or why it was not. */
export type Asked<A> = TaskEither<PhoneSystemError, Either<NotDone, A>>;

/**
 * What the phone system does with calls when it is asked. Nothing is done twice: what may have been done is not asked for again. What
 * follows comes as events.
 */
export interface CallControl {
  /** Rings the person's devices, and calls the number once the person answers. Answers with the id of the call, null if none came. */
  readonly dial: (access: Access, request: DialRequest) => Asked<DialpadId | null>;
  readonly hangUp: (access: Access, id: DialpadId) => Asked<void>;
  readonly transfer: (access: Access, id: DialpadId, request: TransferRequest) => Asked<void>;
  /** Replaces the labels of a call, in progress or over; answers with those that it has then. */
  readonly label: (access: Access, id: DialpadId, labels: readonly string[]) => Asked<readonly string[]>;
}
