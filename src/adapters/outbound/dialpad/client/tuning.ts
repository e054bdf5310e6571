/** How patiently the client asks. All times are milliseconds. */
export interface Tuning {
  /** For one attempt, from the connection to the last byte of the answer. */
  readonly timeout: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** About the first pause between two attempts; later ones grow, all at random (decorrelated jitter). */
  readonly firstPause: number;
  readonly maxPause: number;
  /** The longest `retry-after` that the client waits for. Beyond it the request fails, and the caller decides when to ask again. */
  readonly maxRetryAfter: number;
  /** Outages in a row that open the circuit. */
  readonly outagesToOpen: number;
  /** How long an open circuit refuses every request before one may try. */
  readonly openFor: number;
}

export const TUNING: Tuning = {
  timeout: 10_000,
  retries: 3,
  firstPause: 250,
  maxPause: 10_000,
  maxRetryAfter: 30_000,
  outagesToOpen: 5,
  openFor: 10_000,
};
