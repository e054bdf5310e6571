import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { IngestWebhook } from '../../../../application/events/ingest-webhook.js';
import { AppId, InboxId } from '../../../../domain/ids.js';
import { decodeParam } from '../decode.js';
import type { HttpRequest } from '../http-request.js';
import { limitHeaders } from '../limit-headers.js';
import { problem, problemOf } from '../problem.js';
import { limited, type RateLimit } from '../rate-limit.js';
import { type Handler, type OperationDoc, type Route, route } from '../route.js';

const Kept = t.type({ received: t.literal(true), event_id: InboxId, duplicate: t.boolean });
const KeptUnrouted = t.type({ ...Kept.props, routed: t.literal(false) });
const DOC: OperationDoc = {
  summary: 'Takes an event of Dialpad’s, and answers once it is durable',
  tag: 'Webhooks',
  access: 'webhook',
  body: t.unknown,
  answers: { 200: Kept, 202: KeptUnrouted },
};

/** Where Dialpad delivers (contract §3). */
export const webhookRoutes = (deps: {
  readonly ingest: IngestWebhook;
  /** For what is not authentic, by client address. */
  readonly limit: RateLimit;
}): readonly Route[] => {
  const receive =
    (appIdOf: (request: HttpRequest) => E.Either<ReturnType<typeof problem>, AppId | null>): Handler =>
    (request) =>
    async () => {
      const pathAppId = appIdOf(request);
      if (E.isLeft(pathAppId)) return pathAppId;
      const delivery = { body: request.body, signature: request.header('x-dialpad-signature') };
      const apiKey = request.header('x-app-api-key');
      const kept = await deps.ingest({ delivery, pathAppId: pathAppId.right, apiKey })();
      if (E.isLeft(kept)) {
        const refused = E.left(refusal(kept.left, request));
        // Dialpad never repeats after a 429, so only a sender that is not Dialpad is ever answered with one (contract §3).
        return kept.left._tag === 'Forged'
          ? limited(deps.limit, `address ${request.address}`, () => async () => refused)()
          : refused;
      }

      const { eventId, duplicate, routed, allowance } = kept.right;
      const headers = allowance === null ? {} : limitHeaders(allowance);
      const body = { received: true, event_id: eventId, duplicate };
      return E.right(routed ? { status: 200, body, headers } : { status: 202, body: { ...body, routed }, headers });
    };

  return [
    route(
      'POST',
      '/webhooks/dialpad',
      receive(() => E.right(null)),
      DOC,
    ),
    route(
      'POST',
      '/webhooks/dialpad/:app_id',
      receive((request) => decodeParam(AppId, request, 'app_id')),
      { ...DOC, params: { app_id: AppId } },
    ),
  ];
};

/** What is authentic but neither JSON nor a JWT is malformed if it was meant as JSON, else of a type we do not take. */
const refusal = (error: Parameters<typeof problemOf>[0], request: HttpRequest): ReturnType<typeof problemOf> => {
  const type = request.header('content-type') ?? 'application/json';
  return error._tag === 'NotJson' && !/json|jwt/i.test(type)
    ? problem(415, 'Send the event as JSON or as a JWT.')
    : problemOf(error);
};
