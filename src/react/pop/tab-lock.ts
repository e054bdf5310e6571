import type { LetGo } from '../shared/while-used.js';
import type { ClaimLock } from './claim-lock.js';
import { claimByElection } from './election.js';
import type { Browser, Locks } from './platform.js';

/** By the browser's own locks where there are any, else by an election among the tabs. Without either, every tab has the lock. */
export const tabLock = ({ navigator, BroadcastChannel }: Browser): ClaimLock => {
  const byElection: ClaimLock =
    BroadcastChannel === undefined
      ? (_, onHeld) => {
          const timer = setTimeout(onHeld, 0);
          return () => clearTimeout(timer);
        }
      : claimByElection((name) => new BroadcastChannel(name));
  return navigator?.locks ? claimByWebLock(navigator.locks, byElection) : byElection;
};

/** https://developer.mozilla.org/en-US/docs/Web/API/Web_Locks_API; a page in a sandbox is refused them, and falls back. */
const claimByWebLock =
  (locks: Locks, otherwise: ClaimLock): ClaimLock =>
  (name, onHeld) => {
    const waiting = new AbortController();
    let letGo: LetGo = () => waiting.abort();
    const hold = (): Promise<void> =>
      new Promise((release) => {
        letGo = release;
        onHeld();
      });
    locks.request(name, { signal: waiting.signal }, hold).catch(() => {
      if (!waiting.signal.aborted) letGo = otherwise(name, onHeld);
    });
    return () => letGo();
  };
