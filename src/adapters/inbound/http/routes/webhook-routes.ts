import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { IngestError, Ingested, IngestWebhook } from '../../../../application/events/ingest-webhook.js';
import { AppId, InboxId } from '../../../../domain/ids.js';
import { decodeParam } from '../decode.js';
import type { FailedAttempts } from '../failed-attempts.js';
import type { HttpRequest } from '../http-request.js';
import { limitHeaders } from '../limit-headers.js';
import { type Problem, problem, problemOf } from '../problem.js';
import type { RefusalLog } from '../refusal-log.js';
import type { Reply } from '../reply.js';
import { type OperationDoc, type Route, route } from '../route.js';

const Received = t.type({ received: t.literal(true), event_id: InboxId, duplicate: t.boolean });
const ReceivedUnrouted = t.type({ ...Received.props, routed: t.literal(false) });
const RECEIVE: OperationDoc = {
  summary: 'Receives an event from Dialpad; the answer comes once the event is stored',
  tag: 'Webhooks',
  access: 'webhook',
  body: t.unknown,
  answers: { 200: Received, 202: ReceivedUnrouted },
};

interface Deps {
  readonly ingest: IngestWebhook;
  readonly logRefusal: RefusalLog;
  /** Counts webhooks that are not authentic. */
  readonly failures: FailedAttempts;
}

/** The addresses that Dialpad delivers to (contract §3). */
export const webhookRoutes = (deps: Deps): readonly Route[] => [
  route('POST', '/webhooks/dialpad', (request) => receive(deps, request, null), RECEIVE),
  route(
    'POST',
    '/webhooks/dialpad/:app_id',
    (request) =>
      pipe(
        TE.fromEither(decodeParam(AppId, request, 'app_id')),
        TE.tapError(() => TE.fromIO(() => deps.logRefusal({ _tag: 'BadAppId' }, request))),
        TE.chain((appId) => receive(deps, request, appId)),
      ),
    { ...RECEIVE, params: { app_id: AppId } },
  ),
];

const receive =
  (
    { ingest, failures, logRefusal }: Deps,
    request: HttpRequest,
    pathAppId: AppId | null,
  ): TE.TaskEither<Problem, Reply> =>
  async () => {
    const body = await request.body();
    if (E.isLeft(body)) return body;
    const delivery = { body: body.right, signature: request.header('x-dialpad-signature') };
    const overLimit = failures.refusal(request.address);
    const apiKey = request.header('x-app-api-key');
    const ingested = await ingest({ delivery, pathAppId, apiKey, isSuspect: overLimit !== null })();
    if (E.isRight(ingested)) return E.right(accepted(ingested.right));
    logRefusal(ingested.left, request);
    const refused = refusal(ingested.left, request);
    // Dialpad does not send again after a 429, so only a webhook that is not authentic is answered with one (contract §3).
    return E.left(ingested.left._tag === 'Forged' ? (overLimit ?? failures.note(request.address, refused)) : refused);
  };

const accepted = ({ eventId, duplicate, routed, allowance }: Ingested): Reply => {
  const headers = allowance === null ? {} : limitHeaders(allowance);
  const body = { received: true, event_id: eventId, duplicate };
  return routed ? { status: 200, body, headers } : { status: 202, body: { ...body, routed }, headers };
};

/** A body that is neither JSON nor a JWT is malformed if its content type says JSON or JWT; otherwise the type is not supported. */
const refusal = (error: IngestError, request: HttpRequest): Problem => {
  const type = request.header('content-type') ?? 'application/json';
  return error._tag === 'NotJson' && !/json|jwt/i.test(type)
    ? problem(415, 'Send the event as JSON or as a JWT.')
    : problemOf(error);
};
