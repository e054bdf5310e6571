import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { AppRepository } from '../../../application/ports/app-repository.js';
import type { StorageError } from '../../../application/ports/storage-error.js';
import type { AppTenant } from '../../../domain/app/app-tenant.js';
import type { KeyAccess } from '../../../domain/app/key-access.js';
import { AppId } from '../../../domain/ids.js';
import { networkOf } from './client-address.js';
import { constantTimeEqual } from './constant-time-equal.js';
import { decodeParam } from './decode.js';
import type { FailedAttempts } from './failed-attempts.js';
import type { Gate } from './gate.js';
import type { HttpRequest } from './http-request.js';
import { invalid, notFound, type Problem, problem, problemOf } from './problem.js';
import { limited, type RateLimit } from './rate-limit.js';
import { unknownParameters } from './read-query.js';
import { makeReadingTurns } from './reading-turns.js';
import { type Answering, asTask, type Handler, type HandlerFor, isPending } from './route.js';

/**
 * Requires the key of an app, and passes on what it gives access to. Requests count for the app, wherever they come from. What a known key
 * asks for, and is known without a look-up itself, is answered in the turn in which it is asked for.
 */
export const withAppKey =
  (gate: Gate, limit: RateLimit, turns = makeReadingTurns()) =>
  (handle: HandlerFor<KeyAccess>): Handler => {
    const admitted = (request: HttpRequest, access: KeyAccess): Answering =>
      limited(limit, `app ${access.appId}`, () =>
        withKnownParameters(request, () => {
          const answering = handle(request, access);
          if (request.method !== 'GET' || !isPending(answering)) return answering;
          return () => turns(access.appId, answering);
        }),
      );
    return (request) => {
      const key = request.header('x-app-api-key');
      const known = key === null ? null : gate.knownAccess(key);
      if (known !== null) return admitted(request, known);
      return pipe(
        gate.key(key, request.address, KEY_ADVICE),
        TE.mapLeft((denied) => denied.problem),
        TE.chain((access) => asTask(admitted(request, access))),
      );
    };
  };

const KEY_ADVICE = 'Send the API key of your app in the header x-app-api-key.';

/**
 * Requires the internal secret. Comparing it is cheap, so who has it is served even from a network where others fail too often, and is
 * counted apart from them.
 */
export const withInternalSecret =
  (secret: string, limit: RateLimit, failures: FailedAttempts) =>
  (handle: Handler): Handler =>
  (request) => {
    const sent = bearerOf(request);
    if (sent !== null && constantTimeEqual(sent, secret)) {
      return limited(limit, `address ${networkOf(request.address)}`, () =>
        withKnownParameters(request, () => handle(request)),
      );
    }
    return E.left(
      failures.refusal(request.address) ?? failures.note(request.address, sent === null ? NO_SECRET : WRONG_SECRET),
    );
  };

const bearerOf = ({ header }: HttpRequest): string | null =>
  /^Bearer\s+(.+)$/i.exec(header('authorization') ?? '')?.[1] ?? null;

/** Requires one of some tokens, each of which opens the same thing. */
export const withToken =
  (tokens: readonly string[], failures: FailedAttempts) =>
  (handle: Handler): Handler =>
  (request) => {
    const sent = bearerOf(request);
    return sent !== null && tokens.some((token) => constantTimeEqual(sent, token))
      ? handle(request)
      : E.left(failures.refusal(request.address) ?? failures.note(request.address, NO_TOKEN));
  };

/**
 * Refuses query parameters that the route does not take (contract §1): a filter with a slip in its name would find everything. Routes
 * without a credential are more lenient, because monitors, proxies and Dialpad add parameters of their own.
 */
const withKnownParameters = ({ query, parameters }: HttpRequest, proceed: () => Answering): Answering => {
  if (query.size === 0) return proceed();
  const unknown = unknownParameters(query, parameters);
  return unknown.length === 0 ? proceed() : E.left(invalid(unknown));
};

const NO_SECRET = problem(401, 'Send the internal secret in the header Authorization: Bearer <INTERNAL_API_SECRET>.', {
  headers: { 'www-authenticate': 'Bearer' },
});
const NO_TOKEN = problem(401, 'Send METRICS_TOKEN, or the internal secret, in the header Authorization: Bearer.', {
  headers: { 'www-authenticate': 'Bearer' },
});
const WRONG_SECRET = problem(403, 'The internal secret is wrong. Use the INTERNAL_API_SECRET of this server.');

/** Finds the app that the path names as `:app_id`, and passes it on. */
export const withTenant =
  (apps: AppRepository) =>
  (handle: HandlerFor<AppTenant>): Handler =>
  (request) =>
    pipe(
      TE.fromEither(decodeParam(AppId, request, 'app_id')),
      TE.chain((id) => pipe(apps.find(id), TE.mapLeft(problemOf))),
      TE.chain(
        O.match(
          () => TE.left(problem(404, 'There is no such app.')),
          (app) => asTask(handle(request, app)),
        ),
      ),
    );

/** The record that was looked for, or a 404 that names its kind. */
export const orNotFound =
  (kind: string) =>
  <A>(found: O.Option<A>): TE.TaskEither<ReturnType<typeof notFound>, A> =>
    TE.fromOption(() => notFound(kind))(found);

/** Success if the record was deleted, or a 404 that names its kind if there was none. */
export const deleted = (kind: string, deletion: TE.TaskEither<StorageError, boolean>): TE.TaskEither<Problem, true> =>
  pipe(
    deletion,
    TE.mapLeft(problemOf),
    TE.filterOrElse(
      (wasThere): wasThere is true => wasThere,
      () => notFound(kind),
    ),
  );
