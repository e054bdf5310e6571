import type { IngestError } from '../../../application/events/ingest-webhook.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { ForgedCause } from '../../../application/ports/delivery-authenticator.js';
import type { Logger } from '../../../application/ports/logger.js';
import type { Timestamp } from '../../../domain/timestamp.js';
import type { HttpRequest } from './http-request.js';

/** Logs why a delivery is refused: at `warn`, and at most once a minute for each cause and address (contract §3). */
export type RefusalLog = (error: IngestError | BadAppId, request: Pick<HttpRequest, 'id' | 'path' | 'address'>) => void;

/** The path names no app: what stands for its id is no UUID. */
export interface BadAppId {
  readonly _tag: 'BadAppId';
}

const EVERY_MS = 60_000;

/** Causes and addresses that are remembered. Beyond it nothing new is logged until one of them is a minute old. */
const MAX_REMEMBERED = 1_000;

/** The longest address in text, an IPv6 address with a zone, is shorter. */
const MAX_ADDRESS = 64;

/** Longer than the path of any webhook; what a sender makes up can be longer. */
const MAX_PATH = 128;

export const makeRefusalLog = (logger: Pick<Logger, 'warn'>, clock: Clock): RefusalLog => {
  /** When each cause was last logged for each address; the oldest first. */
  const logged = new Map<string, Timestamp>();

  const isDue = (key: string, now: Timestamp): boolean => {
    for (const [old, at] of logged) {
      if (now - at < EVERY_MS) break;
      logged.delete(old);
    }
    return !logged.has(key) && logged.size < MAX_REMEMBERED;
  };

  return (error, { id, path, address }) => {
    const cause = causeOf(error);
    if (cause === null) return;
    const now = clock.now();
    const key = `${cause} ${address}`;
    if (!isDue(key, now)) return;
    logged.set(key, now);
    const reason = 'reason' in error ? error.reason : undefined;
    logger.warn(
      {
        request_id: id,
        path: path.slice(0, MAX_PATH),
        address: address.slice(0, MAX_ADDRESS),
        cause,
        ...(reason && { reason }),
      },
      'A delivery was refused',
    );
  };
};

const FORGED: Readonly<Record<ForgedCause, string>> = {
  'no-secret': 'no secret is set',
  'no-signature': 'no signature',
  'unreadable-signature': 'unreadable signature',
  'unreadable-token': 'unreadable token',
  'wrong-algorithm': 'wrong algorithm',
  'wrong-secret': 'wrong secret',
  expired: 'expired',
};

/** Null for what is logged elsewhere: an outage of storage. */
const causeOf = (error: IngestError | BadAppId): string | null => {
  switch (error._tag) {
    case 'Forged':
      return FORGED[error.cause];
    case 'NotYetValid':
      return 'not valid yet';
    case 'BadAppId':
      return 'bad app id';
    case 'NotJson':
      return 'not JSON';
    case 'NotChecked':
      return 'too many forged ones from its address';
    case 'Busy':
      return 'over the limit';
    case 'StorageUnavailable':
    case 'StorageFault':
      return null;
    default:
      return error satisfies never;
  }
};
