import type { Option } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { Timestamp } from '../../domain/timestamp.js';

/** What opens the phone system's API for one company. Never logged. */
export interface Access {
  readonly token: string;
}

/** Out of reach, too busy, or failing: the same request may well go through later. Retries have been made already. */
export interface PhoneSystemUnavailable {
  readonly _tag: 'PhoneSystemUnavailable';
  /** For the log; holds no secret. */
  readonly detail: string;
  /** How long it asked to be left alone, in milliseconds; null where it did not say. */
  readonly retryAfterMs: number | null;
}

/** The access is not accepted (401), or does not reach that far (403). */
export interface AccessRefused {
  readonly _tag: 'AccessRefused';
  readonly status: 401 | 403;
  readonly detail: string;
}

/** Refused for what was asked; asking the same again does not help. */
export interface RequestRefused {
  readonly _tag: 'RequestRefused';
  readonly status: number;
  readonly detail: string;
}

export type PhoneSystemError = PhoneSystemUnavailable | AccessRefused | RequestRefused;

/** A call as the phone system reports it when it is asked. */
export interface ReportedCall {
  readonly id: DialpadId;
  /** JSON text, which the payload reader understands like an event's. */
  readonly payload: string;
  readonly startedAt: Timestamp | null;
  /** Whether it says that the call is over. */
  readonly over: boolean;
}

/** A part of a list; `next` goes into the next request, null at the end. */
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

/** Where the phone system delivers events to. Its secret is known to who made it, and never read back. */
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
  /** Null for one that delivers nowhere. */
  readonly webhookId: DialpadId | null;
  readonly isEnabled: boolean;
  /** Whether it covers all that this server wants: the whole company, every state or both directions, delivery status. */
  readonly isComplete: boolean;
}

/** The company that an access is for, and the ids that its events may name it by. */
export interface PhoneAccount {
  readonly name: string | null;
  /** The company and its offices. */
  readonly organizations: readonly DialpadId[];
}

/**
 * The phone system's API, as far as this server uses it. Every request is bounded in time, kept within the published limits, and
 * tried again by itself where that is safe and may help.
 */
export interface PhoneSystem {
  /** Finished calls that started in the range (`from` inclusive, `to` exclusive), newest first. */
  readonly listCalls: (
    access: Access,
    range: { readonly from: Timestamp; readonly to: Timestamp },
    next: string | null,
  ) => TaskEither<PhoneSystemError, CursorPage<ReportedCall>>;
  /** One leg, in progress or over; none if there is no such call. Ten a minute. */
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
  /** Subscribes a webhook to all that this server wants of a kind. */
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
