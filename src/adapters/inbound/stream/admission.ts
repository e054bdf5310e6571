import * as E from 'fp-ts/lib/Either.js';
import type { EventLog, StreamPosition } from '../../../application/ports/event-log.js';
import type { Logger } from '../../../application/ports/logger.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import type { AuthenticateKey, KeyRefused } from '../../../application/tenants/authenticate-key.js';
import type { RedeemTicket, TicketRefused } from '../../../application/tenants/tickets.js';
import type { KeyAccess } from '../../../domain/app/key-access.js';
import { BUG, type Problem, problem, problemOf } from '../http/problem.js';
import { APP_INACTIVE, type CloseCode, closeReason, SERVER_BUG, TRY_AGAIN } from './close-codes.js';
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
  readonly authenticateKey: AuthenticateKey;
  readonly redeemTicket: RedeemTicket;
  readonly events: Pick<EventLog, 'position'>;
  readonly logger: Pick<Logger, 'error'>;
}

/**
 * Checks the credential and the query of a client. This comes before the connection is accepted. Never rejects: an exception is a bug of
 * ours, told in the log, and a refusal of this client alone.
 */
export const admit = (
  deps: AdmissionDeps,
  query: URLSearchParams,
  keyHeader: string,
): Promise<E.Either<Refusal, Client>> =>
  check(deps, query, keyHeader).catch((bug: unknown) => E.left({ problem: ranIntoBug(deps, bug), close: SERVER_BUG }));

const ranIntoBug = ({ logger }: Pick<AdmissionDeps, 'logger'>, bug: unknown): Problem => {
  logger.error({ err: bug }, 'The admission of a client ran into a bug');
  return BUG;
};

const check = async (
  deps: AdmissionDeps,
  query: URLSearchParams,
  keyHeader: string,
): Promise<E.Either<Refusal, Client>> => {
  // The query is read first: a ticket is good for one attempt, which a mistake in the query must not use up.
  const request = readStreamRequest(query);
  if (E.isLeft(request)) return E.left(badParameters(request.left));
  const access = await accessOf(deps, query, keyHeader);
  if (E.isLeft(access)) return access;
  const position = await deps.events.position(access.right.appId)();
  if (E.isLeft(position)) return E.left({ problem: problemOf(position.left), close: TRY_AGAIN });
  return E.right({ access: access.right, request: request.right, position: position.right });
};

const accessOf = async (
  deps: AdmissionDeps,
  query: URLSearchParams,
  keyHeader: string,
): Promise<E.Either<Refusal, KeyAccess>> => {
  const ticket = query.get('ticket');
  const key = query.get('api_key') || keyHeader;
  if (ticket === null && key === '') {
    return E.left(refusalWith(4401, NO_CREDENTIAL));
  }
  const access = await (ticket === null ? deps.authenticateKey(key) : deps.redeemTicket(ticket))();
  return E.isLeft(access) ? E.left(accessRefusal(access.left)) : access;
};

const NO_CREDENTIAL = problem(401, 'Send ?ticket=, the API key of your app as ?api_key=, or the header x-app-api-key.');

const refusalWith = (code: number, refused: Problem): Refusal => ({
  problem: refused,
  close: { code, reason: closeReason(refused.message) },
});

const badParameters = (refused: Problem): Refusal => {
  const names = (refused.details ?? []).map(({ path }) => path).join(', ');
  // The names come first, because the reason of a close is short.
  return { problem: refused, close: { code: 4400, reason: closeReason(`bad ${names}: ${refused.message}`) } };
};

const accessRefusal = (error: KeyRefused | TicketRefused | StorageError): Refusal => {
  const refused = problemOf(error);
  if (error._tag === 'TicketRefused') return refusalWith(4401, refused);
  if (error._tag !== 'KeyRefused') return { problem: refused, close: TRY_AGAIN };
  return refusalWith(error.reason === 'app-inactive' ? APP_INACTIVE.code : 4401, refused);
};

/** The refusal of a request that is no upgrade and has a bad key; null for any other. A ticket is not used up by such a request. */
export const badKey = async (
  deps: Pick<AdmissionDeps, 'authenticateKey' | 'logger'>,
  query: URLSearchParams,
  keyHeader: string,
): Promise<Problem | null> => {
  const key = query.get('api_key') || keyHeader;
  if (key === '' || query.has('ticket')) return null;
  try {
    return refusalOf(await deps.authenticateKey(key)());
  } catch (bug) {
    return ranIntoBug(deps, bug);
  }
};

const refusalOf = (access: E.Either<KeyRefused | StorageError, KeyAccess>): Problem | null =>
  E.isLeft(access) && access.left._tag === 'KeyRefused' ? problemOf(access.left) : null;
