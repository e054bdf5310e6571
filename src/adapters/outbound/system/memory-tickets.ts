import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { storageUnavailable } from '../../../application/ports/storage-error.js';
import type { TicketStore } from '../../../application/ports/ticket-store.js';
import { TICKET_SECONDS } from '../../../application/tenants/tickets.js';
import type { KeyAccess } from '../../../domain/app/key-access.js';
import type { Timestamp } from '../../../domain/timestamp.js';

/** While so many unused tickets are valid, no more are issued. */
const MAX_TICKETS = 100_000;

/** Tickets that are valid within one process. */
export const memoryTickets = (): TicketStore => {
  const tickets = new Map<string, { readonly access: KeyAccess; readonly until: Timestamp }>();

  /** All tickets are valid equally long, so the first in the map are the first to expire. */
  const dropExpired = (now: Timestamp): void => {
    for (const [hash, { until }] of tickets) {
      if (until > now) return;
      tickets.delete(hash);
    }
  };

  return {
    put: (hash, access, until) => {
      dropExpired(until - TICKET_SECONDS * 1000);
      if (tickets.size >= MAX_TICKETS) return TE.left(storageUnavailable('too many tickets are out'));
      tickets.set(hash, { access, until });
      return TE.right(undefined);
    },
    take: (hash, now) => async () => {
      dropExpired(now);
      const ticket = tickets.get(hash);
      tickets.delete(hash);
      return TE.right(ticket === undefined ? O.none : O.some(ticket.access))();
    },
  };
};
