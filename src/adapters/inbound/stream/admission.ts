import * as E from 'fp-ts/lib/Either.js';
import type { EventLog, StreamPosition } from '../../../application/ports/event-log.js';
import type { AuthenticateKey } from '../../../application/tenants/authenticate-key.js';
import type { RedeemTicket } from '../../../application/tenants/tickets.js';
import type { KeyAccess } from '../../../domain/app/key-access.js';
import { type Problem, problem, problemOf } from '../http/problem.js';
import { readStreamRequest, type StreamRequest } from './stream-request.js';

/** A client that was admitted, and what it asks for. */
export interface Client {
  readonly access: KeyAccess;
  readonly request: StreamRequest;
  /** The current position of the app's stream. */
  readonly position: StreamPosition;
}

export interface AdmissionDeps {
  readonly authenticateKey: AuthenticateKey;
  readonly redeemTicket: RedeemTicket;
  readonly events: Pick<EventLog, 'position'>;
}

/** Checks the credential and the query of a client. A refusal is an HTTP answer, so this comes before the connection is accepted. */
export const admit = async (
  deps: AdmissionDeps,
  query: URLSearchParams,
  keyHeader: string,
): Promise<E.Either<Problem, Client>> => {
  // The query is read first: a ticket is good for one attempt, which a mistake in the query must not use up.
  const request = readStreamRequest(query);
  if (E.isLeft(request)) return request;
  const access = await accessOf(deps, query, keyHeader);
  if (E.isLeft(access)) return access;
  const position = await deps.events.position(access.right.appId)();
  if (E.isLeft(position)) return E.left(problemOf(position.left));
  return E.right({ access: access.right, request: request.right, position: position.right });
};

const accessOf = async (
  deps: AdmissionDeps,
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
