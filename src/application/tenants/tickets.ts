import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { KeyAccess } from '../../domain/app/key-access.js';
import type { Clock } from '../ports/clock.js';
import type { StorageError } from '../ports/storage-error.js';
import type { TicketStore } from '../ports/ticket-store.js';
import type { KeyRefused, RecheckAccess } from './authenticate-key.js';

/** How long a ticket is valid, in seconds. */
export const TICKET_SECONDS = 60;

/** The ticket is unknown, used or expired. */
export interface TicketRefused {
  readonly _tag: 'TicketRefused';
}

export type IssueTicket = (access: KeyAccess) => TaskEither<StorageError, string>;
export type RedeemTicket = (ticket: string) => TaskEither<TicketRefused | KeyRefused | StorageError, KeyAccess>;

interface Deps {
  readonly tickets: TicketStore;
  /** Makes a ticket that cannot be guessed. */
  readonly nextTicket: () => string;
  readonly hash: (ticket: string) => string;
  readonly recheck: RecheckAccess;
  readonly clock: Clock;
}

/** Issues a ticket that gives access once to what the key gives access to, so that a browser never holds the key. */
export const makeIssueTicket =
  (deps: Pick<Deps, 'tickets' | 'nextTicket' | 'hash' | 'clock'>): IssueTicket =>
  (access) =>
  async () => {
    const ticket = deps.nextTicket();
    const until = deps.clock.now() + TICKET_SECONDS * 1000;
    const kept = await deps.tickets.put(deps.hash(ticket), access, until)();
    return E.isLeft(kept) ? kept : E.right(ticket);
  };

/** Redeems a ticket for the access of its key; refused if the key has ended since. */
export const makeRedeemTicket =
  (deps: Pick<Deps, 'tickets' | 'hash' | 'recheck' | 'clock'>): RedeemTicket =>
  (ticket) =>
  async () => {
    const taken = await deps.tickets.take(deps.hash(ticket), deps.clock.now())();
    if (E.isLeft(taken)) return taken;
    if (O.isNone(taken.right)) return E.left({ _tag: 'TicketRefused' });
    return deps.recheck(taken.right.value)();
  };
