/* What the administration answers of endpoints, as far as the console shows it. */

export interface EndpointAttempt {
  /** 0 for a test. */
  readonly seq: number;
  readonly at: string;
  readonly status: number | null;
  readonly milliseconds: number;
  readonly problem: string | null;
}

export interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  /** Null: all events. */
  readonly events: readonly string[] | null;
  readonly state: 'enabled' | 'disabled' | 'gone' | 'given-up';
  readonly seq: number;
  readonly failing_since: string | null;
  readonly attempts_at_event: number;
  readonly next_attempt_at: string | null;
  readonly last_attempt: EndpointAttempt | null;
  readonly dead_letters: number;
  readonly old_secret_until: string | null;
}

export interface EndpointWithSecret {
  readonly data: Endpoint;
  readonly secret: string;
}

export interface DeadLetter {
  readonly seq: number;
  readonly event: string | null;
  readonly reason: string;
  readonly at: string;
}

export interface EndpointOutcome {
  readonly delivered: boolean;
  readonly status: number | null;
  readonly milliseconds: number;
  readonly problem: string | null;
}
