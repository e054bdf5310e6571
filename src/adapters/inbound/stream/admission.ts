import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { EventLog, StreamPosition } from '../../../application/ports/event-log.js';
import type { Logger } from '../../../application/ports/logger.js';
import type { KeyAccess } from '../../../domain/app/key-access.js';
import type { Denied, Gate } from '../http/gate.js';
import { BUG, type Problem, problemOf } from '../http/problem.js';
import { APP_INACTIVE, type CloseCode, closeReason, SERVER_BUG, TOO_MANY, TRY_AGAIN } from './close-codes.js';
import type { FanOut } from './fan-out.js';
import { readStreamRequest, type StreamRequest } from './stream-request.js';

/** A client that was admitted, and what it asks for. */
export interface Client {
  readonly access: KeyAccess;
  readonly request: StreamRequest;
  /** The current position of the app's stream. */
  readonly position: StreamPosition;
}

/** Why a client is not admitted: as an HTTP answer, and as the close code of a socket that is upgraded nevertheless (contract §7). */
export interface Refusal {
  readonly problem: Problem;
  readonly close: CloseCode;
}

export interface AdmissionDeps {
  readonly gate: Gate;
  readonly history: { readonly position: EventLog['position'] };
  readonly logger: Pick<Logger, 'error'>;
}

/** What a client sends to be admitted. */
export interface Credentials {
  readonly query: URLSearchParams;
  /** The header `x-app-api-key`; empty if there is none. */
  readonly keyHeader: string;
  readonly address: string;
}

/**
 * Checks the credential and the query of a client. This comes before the connection is accepted. Never rejects: an exception is a bug of
 * ours, told in the log, and a refusal of this client alone.
 */
export const admit = (deps: AdmissionDeps, sent: Credentials): Promise<E.Either<Refusal, Client>> =>
  check(deps, sent).catch((bug: unknown) => E.left({ problem: ranIntoBug(deps, bug), close: SERVER_BUG }));

const ranIntoBug = ({ logger }: Pick<AdmissionDeps, 'logger'>, bug: unknown): Problem => {
  logger.error({ err: bug }, 'The admission of a client ran into a bug');
  return BUG;
};

const check = async (deps: AdmissionDeps, sent: Credentials): Promise<E.Either<Refusal, Client>> => {
  // The query is read first: a ticket is good for one attempt, which a mistake in the query must not use up.
  const request = readStreamRequest(sent.query);
  if (E.isLeft(request)) return E.left(badParameters(request.left));
  const access = await accessOf(deps.gate, sent)();
  if (E.isLeft(access)) return E.left(refusalOf(access.left));
  const position = await deps.history.position(access.right.appId)();
  if (E.isLeft(position)) return E.left({ problem: problemOf(position.left), close: TRY_AGAIN });
  return E.right({ access: access.right, request: request.right, position: position.right });
};

/**
 * Admits a client in this turn of the event loop, where its key and the newest event of its app are known without a look-up; null where
 * `admit` has to tell. What is returned then finds where its stream is, or why it is closed: the client misses none of the events that
 * come meanwhile, and may be sent some that another process committed a second before.
 */
export const admitEarly = (
  deps: AdmissionDeps & { readonly fanOut: Pick<FanOut, 'newest'> },
  { query, keyHeader }: Credentials,
): (() => Promise<E.Either<CloseCode, Client>>) | null => {
  if (query.has('ticket')) return null;
  const read = readStreamRequest(query);
  const access = deps.gate.knownAccess(query.get('api_key') || keyHeader);
  if (E.isLeft(read) || access === null) return null;
  const request = read.right;
  const newest = deps.fanOut.newest(access.appId);
  if (newest === null) return null;
  return async () => {
    const position = await deps.history.position(access.appId)();
    if (E.isLeft(position)) return E.left(TRY_AGAIN);
    const { stream, seq } = position.right;
    const isFromNow = request.start.since === null;
    return E.right({ access, request, position: { stream, seq: isFromNow ? Math.min(newest, seq) : seq } });
  };
};

const accessOf = (gate: Gate, { query, keyHeader, address }: Credentials): TaskEither<Denied, KeyAccess> => {
  const ticket = query.get('ticket');
  return ticket === null ? gate.key(query.get('api_key') || keyHeader, address, ADVICE) : gate.ticket(ticket, address);
};

const ADVICE = 'Send ?ticket=, the API key of your app as ?api_key=, or the header x-app-api-key.';

const badParameters = (refused: Problem): Refusal => {
  const names = (refused.details ?? []).map(({ path }) => path).join(', ');
  // The names come first, because the reason of a close is short.
  return { problem: refused, close: { code: 4400, reason: closeReason(`bad ${names}: ${refused.message}`) } };
};

const refusalOf = ({ why, problem }: Denied): Refusal => ({ problem, close: closeCodeOf(why, problem) });

const closeCodeOf = (why: Denied['why'], { message }: Problem): CloseCode => {
  switch (why._tag) {
    case 'NoCredential':
    case 'TicketRefused':
      return { code: 4401, reason: closeReason(message) };
    case 'KeyRefused':
      return { code: why.reason === 'app-inactive' ? APP_INACTIVE.code : 4401, reason: closeReason(message) };
    case 'TooManyFailures':
      return { code: TOO_MANY.code, reason: closeReason(message) };
    case 'StorageUnavailable':
    case 'StorageFault':
      return TRY_AGAIN;
    default:
      return why satisfies never;
  }
};

/** The refusal of a request that is no upgrade and has a bad key; null for any other. A ticket is not used up by such a request. */
export const badKey = async (
  deps: Pick<AdmissionDeps, 'gate' | 'logger'>,
  { query, keyHeader, address }: Credentials,
): Promise<Problem | null> => {
  const key = query.get('api_key') || keyHeader;
  if (key === '' || query.has('ticket')) return null;
  try {
    const access = await deps.gate.key(key, address, ADVICE)();
    const isBad =
      E.isLeft(access) && (access.left.why._tag === 'KeyRefused' || access.left.why._tag === 'TooManyFailures');
    return isBad ? access.left.problem : null;
  } catch (bug) {
    return ranIntoBug(deps, bug);
  }
};
