/** How patient the client is. All times are milliseconds. */
export interface Tuning {
  /** For one attempt, from the connection to the last byte of the answer. */
  readonly timeout: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** About the first pause between two attempts; later ones grow, all at random (decorrelated jitter). */
  readonly firstPause: number;
  readonly longestPause: number;
  /** The longest `retry-after` that is waited for; whoever asks for more is left alone and the caller told. */
  readonly longestRetryAfter: number;
  /** Outages in a row that open the circuit. */
  readonly outagesToOpen: number;
  /** How long an open circuit refuses, before one request may try. */
  readonly openFor: number;
}

export const TUNING: Tuning = {
  timeout: 10_000,
  retries: 3,
  firstPause: 250,
  longestPause: 10_000,
  longestRetryAfter: 30_000,
  outagesToOpen: 5,
  openFor: 10_000,
};
