import type { Task } from 'fp-ts/lib/Task.js';
import type { Outcome } from '../../domain/endpoint/attempts.js';
import type { Timestamp } from '../../domain/timestamp.js';

/** What is sent to an endpoint: a text, signed under each of the secrets (Standard Webhooks). */
export interface SignedNotice {
  readonly url: string;
  /** The same for each attempt, so that the receiver can drop what it has already. */
  readonly id: string;
  readonly at: Timestamp;
  readonly body: string;
  /** In clear, newest first. */
  readonly secrets: readonly string[];
}

/** Sends to other systems. It never rejects, follows no redirect, and ends within its own time limit. */
export interface WebhookSender {
  /** `signal` ends the attempt early, as the server stops. */
  readonly send: (notice: SignedNotice, signal?: AbortSignal) => Task<Outcome>;
  /** Why nothing may be sent to an address; null if it may. */
  readonly refusalOf: (url: string) => string | null;
  /** A new secret in the form that the specification has. */
  readonly newSecret: () => string;
}
