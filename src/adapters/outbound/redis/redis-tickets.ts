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

/** Tickets that every process that shares the Redis can take; it forgets by itself those whose time is up. */
export const redisTickets = (redis: Redis, clock: Clock): TicketStore => ({
  put: (hash, access, until) => {
    const lifetime = until - clock.now();
    return lifetime <= 0
      ? TE.right(undefined)
      : TE.map(() => undefined)(asked(() => redis.set(keyOf(hash), JSON.stringify(access), 'PX', lifetime)));
  },
  // One command, so that of two that ask at the same time one gets it.
  take: (hash) => TE.map(accessOf)(asked(() => redis.getdel(keyOf(hash)))),
});

const accessOf = (text: string | null): O.Option<KeyAccess> =>
  text === null ? O.none : O.chain((json) => O.fromEither(Access.decode(json)))(parseJson(text));

const asked = <A>(command: () => Promise<A>): TE.TaskEither<StorageError, A> =>
  TE.tryCatch(command, (thrown) => storageUnavailable(`Redis: ${thrown instanceof Error ? thrown.message : thrown}`));
