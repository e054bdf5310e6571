import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import type { AuthenticateKey, KeyRefused, KnownAccess } from '../../../application/tenants/authenticate-key.js';
import type { RedeemTicket, TicketRefused } from '../../../application/tenants/tickets.js';
import type { KeyAccess } from '../../../domain/app/key-access.js';
import type { FailedAttempts } from './failed-attempts.js';
import { type Problem, problem, problemOf } from './problem.js';

/** Why somebody is not admitted, and what to answer. */
export interface Denied {
  readonly why: LookUpError | NoCredential | TooManyFailures;
  readonly problem: Problem;
}

type LookUpError = KeyRefused | TicketRefused | StorageError;

interface NoCredential {
  readonly _tag: 'NoCredential';
}

/** Too many attempts from this network failed: nothing was looked up. */
interface TooManyFailures {
  readonly _tag: 'TooManyFailures';
}

/**
 * Admits who holds an API key or a ticket, over REST, WebSocket and Server-Sent Events alike. A network over its limit of failures is
 * refused before anything is looked up, but for a key that was valid a moment ago: its holder is not the one who fails.
 */
export interface Gate {
  /** Null and empty stand for no key; `advice` then says how to send one. */
  readonly key: (key: string | null, address: string, advice: string) => TaskEither<Denied, KeyAccess>;
  readonly ticket: (ticket: string, address: string) => TaskEither<Denied, KeyAccess>;
  /** What a key gives access to if that is known without a look-up; null where `key` has to tell. */
  readonly knownAccess: KnownAccess;
}

export const makeGate = (deps: {
  readonly authenticateKey: AuthenticateKey;
  readonly redeemTicket: RedeemTicket;
  /** Whether a key was valid when it was last looked up; looks nothing up. */
  readonly isKnownKey: (key: string) => boolean;
  readonly knownAccess: KnownAccess;
  readonly failures: FailedAttempts;
}): Gate => {
  const blocked = (address: string): E.Either<Denied, never> | null => {
    const overLimit = deps.failures.refusal(address);
    return overLimit === null ? null : E.left({ why: { _tag: 'TooManyFailures' }, problem: overLimit });
  };
  const deny = (address: string, why: Denied['why'], refused: Problem): E.Either<Denied, never> => {
    const isOutage = why._tag === 'StorageUnavailable' || why._tag === 'StorageFault';
    return E.left({ why, problem: isOutage ? refused : deps.failures.note(address, refused) });
  };
  const orDenied = (address: string, access: E.Either<LookUpError, KeyAccess>): E.Either<Denied, KeyAccess> =>
    E.isRight(access) ? access : deny(address, access.left, problemOf(access.left));

  return {
    knownAccess: deps.knownAccess,
    key: (key, address, advice) => async () => {
      const refusal = blocked(address);
      if (!key) return refusal ?? deny(address, { _tag: 'NoCredential' }, problem(401, advice));
      if (refusal !== null && !deps.isKnownKey(key)) return refusal;
      return orDenied(address, await deps.authenticateKey(key)());
    },
    ticket: (ticket, address) => async () => blocked(address) ?? orDenied(address, await deps.redeemTicket(ticket)()),
  };
};
