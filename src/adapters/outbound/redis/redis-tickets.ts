import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { Redis } from 'ioredis';
import type { Clock } from '../../../application/ports/clock.js';
import { type StorageError, storageUnavailable } from '../../../application/ports/storage-error.js';
import type { TicketStore } from '../../../application/ports/ticket-store.js';
import type { KeyAccess } from '../../../domain/app/key-access.js';
import { AppId, KeyId } from '../../../domain/ids.js';
import { parseJson } from '../../wire/parse-json.js';

const keyOf = (hash: string): string => `cti:ticket:${hash}`;

const Access = t.type({ appId: AppId, keyId: KeyId, validUntil: t.union([t.number, t.null]) });

/** Tickets that every process on the same Redis can take. Redis deletes expired ones. */
export const redisTickets = (redis: Redis, clock: Clock): TicketStore => ({
  put: (hash, access, until) => {
    const lifetime = until - clock.now();
    return lifetime <= 0
      ? TE.right(undefined)
      : TE.map(() => undefined)(attempt(() => redis.set(keyOf(hash), JSON.stringify(access), 'PX', lifetime)));
  },
  // One command, so that only one of two concurrent requests gets the ticket.
  take: (hash) => TE.map(accessOf)(attempt(() => redis.getdel(keyOf(hash)))),
});

const accessOf = (text: string | null): O.Option<KeyAccess> =>
  text === null ? O.none : O.chain((json) => O.fromEither(Access.decode(json)))(parseJson(text));

const attempt = <A>(command: () => Promise<A>): TE.TaskEither<StorageError, A> =>
  TE.tryCatch(command, (thrown) => storageUnavailable(`Redis: ${thrown instanceof Error ? thrown.message : thrown}`));
