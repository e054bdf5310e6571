import type { Timestamp } from '../../../../domain/timestamp.js';
import { failure, type Look, ok, warning } from './finding.js';

/** Signed webhooks are refused that seem to come from another time: with a tolerance of a minute (contract §3). */
const MAX_SKEW_MS = 30_000;
const TIMEOUT_MS = 5_000;

/** Compares the clock with Dialpad's, and with that of the storage where Dialpad is out of reach. `ofStorage` is how far it is ahead of that. */
export const clock = async (dialpadUrl: string, ofStorage: number | null): Promise<Look> => {
  const skew = await aheadOf(dialpadUrl);
  if (skew !== null) return lookOf(skew, "Dialpad's");
  const unseen = `${dialpadUrl} cannot be reached from here, or does not say what time it is`;
  if (ofStorage === null) return warning(`${unseen}: the clock cannot be compared. Look whether NTP is on`);
  const look = lookOf(ofStorage, "the storage's");
  return look.verdict === 'ok' ? warning(`${look.says}; ${unseen}`) : look;
};

const lookOf = (skew: number, whose: string): Look => {
  const seconds = Math.round(Math.abs(skew) / 1000);
  return Math.abs(skew) > MAX_SKEW_MS
    ? failure(
        `it is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} ${whose}: turn on NTP. Signed webhooks are refused`,
      )
    : ok(`within ${Math.max(1, seconds)} s of ${whose}`);
};

/** How far this machine's clock is ahead, in milliseconds; null if it cannot be told. */
const aheadOf = async (url: string): Promise<number | null> => {
  const asked: Timestamp = Date.now();
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const { headers } = await fetch(url, { method: 'HEAD', redirect: 'manual', signal });
    const theirs = Date.parse(headers.get('date') ?? '');
    // The header has whole seconds: half of one is missing on average.
    return Number.isNaN(theirs) ? null : (asked + Date.now()) / 2 - (theirs + 500);
  } catch {
    return null;
  }
};
