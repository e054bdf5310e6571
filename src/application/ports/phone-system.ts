import type { Option } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { Timestamp } from '../../domain/timestamp.js';

/** Gives access to the phone system's API for one company. Never logged. */
export interface Access {
  readonly token: string;
}

/** Out of reach, too busy, or failing: the same request may succeed later. Retries have been made already. */
export interface PhoneSystemUnavailable {
  readonly _tag: 'PhoneSystemUnavailable';
  /** For the log; holds no secret. */
  readonly detail: string;
  /** How long it asks to wait before the next request, in milliseconds; null where it does not say. */
  readonly retryAfterMs: number | null;
}

/** The token is invalid, or lacks the permission for this request. */
export interface AccessRefused {
  readonly _tag: 'AccessRefused';
  /** `invalid-token`: it has expired, was revoked, or never was one. `not-permitted`: it is good, and does not reach that far. */
  readonly reason: 'invalid-token' | 'not-permitted';
  /** For the log and the administrator; holds no secret. */
  readonly detail: string;
}

/** Refused for what was asked; asking the same again does not help. */
export interface RequestRefused {
  readonly _tag: 'RequestRefused';
  /** For the log and the administrator; holds no secret. */
  readonly detail: string;
}

export type PhoneSystemError = PhoneSystemUnavailable | AccessRefused | RequestRefused;

/** A call as the phone system reports it when it is asked. */
export interface ReportedCall {
  readonly id: DialpadId;
  /** JSON text, which the payload reader translates like an event's. */
  readonly payload: string;
  readonly startedAt: Timestamp | null;
  /** Whether the phone system says that the call is over. */
  readonly over: boolean;
}

/** A page of a list. `next` is the cursor for the next request; null at the end. */
export interface CursorPage<A> {
  readonly items: readonly A[];
  readonly next: string | null;
}

export interface PhoneUser {
  readonly id: DialpadId;
  readonly name: string | null;
  /** The primary one first; may be empty. */
  readonly emails: readonly string[];
  readonly isActive: boolean;
}

/** Where the phone system delivers events to. Its secret is set by the creator, and cannot be read back. */
export interface PhoneWebhook {
  readonly id: DialpadId;
  readonly url: string;
  /** Whether what it delivers is signed. */
  readonly isSigned: boolean;
}

export type SubscriptionKind = 'call' | 'message';

/** What is delivered to a webhook: every call, or every message, of the company. */
export interface PhoneSubscription {
  readonly id: DialpadId;
  readonly kind: SubscriptionKind;
  /** Null where it delivers nowhere. */
  readonly webhookId: DialpadId | null;
  readonly isEnabled: boolean;
  /** Whether it covers everything that this server needs: the whole company, every state or both directions, delivery status. */
  readonly isComplete: boolean;
}

/** The company that an access is for, and the ids under which its events may name it. */
export interface PhoneAccount {
  readonly name: string | null;
  /** The company and its offices. */
  readonly organizations: readonly DialpadId[];
}

/**
 * The phone system's API, as far as this server uses it. Every request is bounded in time, stays within the published limits,
 * and is retried where that is safe and may help.
 */
export interface PhoneSystem {
  /** Finished calls that started in the range (`from` inclusive, `to` exclusive), newest first. */
  readonly listCalls: (
    access: Access,
    range: { readonly from: Timestamp; readonly to: Timestamp },
    next: string | null,
  ) => TaskEither<PhoneSystemError, CursorPage<ReportedCall>>;
  /** One leg, in progress or over; none if there is no such call. Ten requests a minute. */
  readonly findCall: (access: Access, id: DialpadId) => TaskEither<PhoneSystemError, Option<ReportedCall>>;
  readonly listUsers: (access: Access, next: string | null) => TaskEither<PhoneSystemError, CursorPage<PhoneUser>>;
  readonly account: (access: Access) => TaskEither<PhoneSystemError, PhoneAccount>;

  readonly listWebhooks: (
    access: Access,
    next: string | null,
  ) => TaskEither<PhoneSystemError, CursorPage<PhoneWebhook>>;
  /** Deliveries are signed with the secret. */
  readonly createWebhook: (
    access: Access,
    webhook: { readonly url: string; readonly secret: string },
  ) => TaskEither<PhoneSystemError, PhoneWebhook>;
  readonly changeWebhookSecret: (
    access: Access,
    id: DialpadId,
    secret: string,
  ) => TaskEither<PhoneSystemError, PhoneWebhook>;
  /** One that is gone already is no error. */
  readonly deleteWebhook: (access: Access, id: DialpadId) => TaskEither<PhoneSystemError, void>;

  readonly listSubscriptions: (
    access: Access,
    kind: SubscriptionKind,
    next: string | null,
  ) => TaskEither<PhoneSystemError, CursorPage<PhoneSubscription>>;
  /** Subscribes a webhook to everything of this kind that this server needs. */
  readonly createSubscription: (
    access: Access,
    kind: SubscriptionKind,
    webhookId: DialpadId,
  ) => TaskEither<PhoneSystemError, PhoneSubscription>;
  /** Makes a subscription complete and enabled, and points it at the webhook. */
  readonly repairSubscription: (
    access: Access,
    kind: SubscriptionKind,
    id: DialpadId,
    webhookId: DialpadId,
  ) => TaskEither<PhoneSystemError, PhoneSubscription>;
  /** One that is gone already is no error. */
  readonly deleteSubscription: (
    access: Access,
    kind: SubscriptionKind,
    id: DialpadId,
  ) => TaskEither<PhoneSystemError, void>;
}
