import * as E from 'fp-ts/lib/Either.js';
import type { Forged, NotYetValid } from '../../../application/ports/delivery-authenticator.js';
import type { Timestamp } from '../../../domain/timestamp.js';

/** How far the clocks of sender and receiver may differ, in milliseconds (contract §3). */
const TOLERANCE_MS = 60_000;

/** A sender that is asked to wait longer may give up; one that comes back too early is asked to wait again. */
const MAX_RETRY_AFTER_SECONDS = 3_600;

/** The claims of a token that say when it is valid (RFC 7519 §4.1). */
export interface TimeClaims {
  readonly exp?: unknown;
  readonly nbf?: unknown;
}

/**
 * Checks the times of a token whose signature fits. `exp` comes first: a token that is past stays refused, whatever `nbf` says.
 * The claims are the sender's own, so one that is no time (null, a word, a list) counts as absent.
 */
export const checkTimes = ({ exp, nbf }: TimeClaims, now: Timestamp): E.Either<Forged | NotYetValid, void> => {
  const expiresAt = timeOf(exp);
  if (expiresAt !== null && now > expiresAt + TOLERANCE_MS) {
    const reason = `the token has expired ${seconds(now - expiresAt)} s ago; compare the clocks of sender and server`;
    return E.left({ _tag: 'Forged', cause: 'expired', reason });
  }
  const validFrom = timeOf(nbf);
  if (validFrom !== null && now < validFrom - TOLERANCE_MS) {
    return E.left({
      _tag: 'NotYetValid',
      retryAfterSeconds: Math.min(seconds(validFrom - TOLERANCE_MS - now), MAX_RETRY_AFTER_SECONDS),
      reason: `the token is valid only in ${seconds(validFrom - now)} s; compare the clocks of sender and server`,
    });
  }
  return E.right(undefined);
};

const seconds = (ms: number): number => Math.ceil(ms / 1000);

/** Smallest numbers that are read as milliseconds, microseconds and nanoseconds: as seconds they lie beyond the year 5000. */
const UNITS_PER_MS = [
  { from: 1e17, units: 1e6 },
  { from: 1e14, units: 1e3 },
  { from: 1e11, units: 1 },
] as const;

/** A claim as milliseconds since 1970; null where it is no time. RFC 7519 has seconds, but some clocks give finer units. */
const timeOf = (claim: unknown): number | null => {
  const number = typeof claim === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(claim) ? Number(claim) : claim;
  if (typeof number !== 'number' || Number.isNaN(number)) return null;
  const finer = UNITS_PER_MS.find(({ from }) => number >= from);
  return finer === undefined ? number * 1000 : number / finer.units;
};
