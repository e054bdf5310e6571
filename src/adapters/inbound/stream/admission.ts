import * as E from 'fp-ts/lib/Either.js';
import type { EventLog, StreamPosition } from '../../../application/ports/event-log.js';
import type { AuthenticateKey } from '../../../application/tenants/authenticate-key.js';
import type { RedeemTicket } from '../../../application/tenants/tickets.js';
import type { KeyAccess } from '../../../domain/app/key-access.js';
import { type Problem, problem, problemOf } from '../http/problem.js';
import { type ConnectionRequest, readConnectionRequest } from './connection-request.js';

/** A client that was let in, and what it asks for. */
export interface Client {
  readonly access: KeyAccess;
  readonly request: ConnectionRequest;
  /** Where the app's stream stands. */
  readonly position: StreamPosition;
}

export interface Admission {
  readonly authenticateKey: AuthenticateKey;
  readonly redeemTicket: RedeemTicket;
  readonly events: Pick<EventLog, 'position'>;
}

/** Checks the credential and the query of a client that wants to listen, while a refusal can still say why. */
export const admit = async (
  deps: Admission,
  query: URLSearchParams,
  keyHeader: string,
): Promise<E.Either<Problem, Client>> => {
  // A ticket is good for one attempt, so the query is read first.
  const request = readConnectionRequest(query);
  if (E.isLeft(request)) return request;
  const access = await accessOf(deps, query, keyHeader);
  if (E.isLeft(access)) return access;
  const position = await deps.events.position(access.right.appId)();
  if (E.isLeft(position)) return E.left(problemOf(position.left));
  return E.right({ access: access.right, request: request.right, position: position.right });
};

const accessOf = async (
  deps: Admission,
  query: URLSearchParams,
  keyHeader: string,
): Promise<E.Either<Problem, KeyAccess>> => {
  const ticket = query.get('ticket');
  const key = query.get('api_key') || keyHeader;
  if (ticket === null && key === '') {
    return E.left(problem(401, 'Send ?ticket=, the API key of your app as ?api_key=, or the header x-app-api-key.'));
  }
  const access = await (ticket === null ? deps.authenticateKey(key) : deps.redeemTicket(ticket))();
  return E.isLeft(access) ? E.left(problemOf(access.left)) : access;
};
