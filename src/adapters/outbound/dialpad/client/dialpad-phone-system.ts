import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type {
  Access,
  CursorPage,
  PhoneSubscription,
  PhoneSystem,
  PhoneSystemError,
  RequestRefused,
  SubscriptionKind,
} from '../../../../application/ports/phone-system.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { Fields } from '../json-fields.js';
import {
  type ApiError,
  type ApiRequest,
  cursorPageOf,
  type DialpadApi,
  itemOf,
  makeDialpadApi,
} from './dialpad-api.js';
import type { HttpClient } from './http-client.js';
import { readAccount } from './phone-account.js';
import { hasTarget, PATHS, phoneSubscription, subscriptionBody } from './phone-subscription.js';
import { phoneUser } from './phone-user.js';
import { phoneWebhook } from './phone-webhook.js';
import { reportedCall } from './reported-call.js';
import type { RequestLimits } from './request-limits.js';

/** Dialpad's API, version 2 (developers.dialpad.com/reference). */
export const makeDialpadPhoneSystem = (deps: {
  readonly http: HttpClient;
  readonly limits: RequestLimits;
}): PhoneSystem => {
  const api = makeDialpadApi(deps);
  return { ...callRequests(api), ...webhookRequests(api), ...subscriptionRequests(api), account: readAccount(api) };
};

const callRequests = (api: DialpadApi): Pick<PhoneSystem, 'listCalls' | 'findCall' | 'listUsers'> => ({
  listCalls: (access, { from, to }, next) =>
    // Dialpad excludes both ends; the port includes `from`.
    list(api, access, reportedCall, {
      path: '/call',
      query: { started_after: from - 1, started_before: to, cursor: next },
    }),
  findCall: (access, id) =>
    pipe(
      api(access, { method: 'GET', path: '/call/{id}', id }),
      TE.map(O.some),
      unlessGone<O.Option<Fields>>(O.none),
      TE.chainEitherK(O.traverse(E.Applicative)(itemOf(reportedCall))),
    ),
  listUsers: (access, next) =>
    // No `limit`: Dialpad fails at random where it is too high. All states, so that users who left are reported as inactive.
    list(api, access, phoneUser, { path: '/users', query: { state: 'all', cursor: next } }),
});

const webhookRequests = (
  api: DialpadApi,
): Pick<PhoneSystem, 'listWebhooks' | 'createWebhook' | 'changeWebhookSecret' | 'deleteWebhook'> => ({
  listWebhooks: (access, next) => list(api, access, phoneWebhook, { path: '/webhooks', query: { cursor: next } }),
  createWebhook: (access, { url, secret }) =>
    pipe(
      api(access, { method: 'POST', path: '/webhooks', body: { hook_url: url, secret } }),
      TE.chainEitherK(itemOf(phoneWebhook)),
    ),
  changeWebhookSecret: (access, id, secret) =>
    pipe(
      api(access, { method: 'PATCH', path: '/webhooks/{id}', id, body: { secret } }),
      TE.chainEitherK(itemOf(phoneWebhook)),
    ),
  deleteWebhook: (access, id) => remove(api, access, { path: '/webhooks/{id}', id }),
});

const subscriptionRequests = (
  api: DialpadApi,
): Pick<PhoneSystem, 'listSubscriptions' | 'createSubscription' | 'repairSubscription' | 'deleteSubscription'> => ({
  listSubscriptions: (access, kind, next) =>
    list(api, access, phoneSubscription(kind), { path: PATHS[kind], query: { cursor: next } }),
  createSubscription: createSubscription(api),
  repairSubscription: repairSubscription(api),
  deleteSubscription: (access, kind, id) => removeSubscription(api, access, kind, id),
});

const list = <A>(
  api: DialpadApi,
  access: Access,
  read: (item: Fields) => A | null,
  request: Pick<ApiRequest, 'path' | 'query'>,
): TE.TaskEither<PhoneSystemError, CursorPage<A>> =>
  pipe(api(access, { method: 'GET', ...request }), TE.chainEitherK(cursorPageOf(read)));

const NOT_FOUND = 404;

/** A 404 gives `instead`, not an error. */
const unlessGone =
  <A>(instead: A) =>
  (asked: TE.TaskEither<ApiError, A>): TE.TaskEither<PhoneSystemError, A> =>
    pipe(
      asked,
      TE.orElse((error) =>
        error._tag === 'RequestRefused' && error.status === NOT_FOUND ? TE.right(instead) : TE.left(error),
      ),
    );

const remove = (
  api: DialpadApi,
  access: Access,
  what: Pick<ApiRequest, 'path' | 'id'>,
): TE.TaskEither<PhoneSystemError, void> =>
  pipe(
    api(access, { method: 'DELETE', ...what }),
    TE.map(() => undefined),
    unlessGone(undefined),
  );

const removeSubscription = (api: DialpadApi, access: Access, kind: SubscriptionKind, id: DialpadId) =>
  remove(api, access, { path: `${PATHS[kind]}/{id}`, id });

/** Dialpad accepts an unknown webhook, answers without one and then delivers nothing. Such a subscription is deleted again. */
const createSubscription =
  (api: DialpadApi): PhoneSystem['createSubscription'] =>
  (access, kind, webhookId) =>
    pipe(
      api(access, { method: 'POST', path: PATHS[kind], body: subscriptionBody(kind, webhookId) }),
      TE.chainEitherK(itemOf(phoneSubscription(kind))),
      TE.chain((made) =>
        made.webhookId !== null
          ? TE.right(made)
          : pipe(
              removeSubscription(api, access, kind, made.id),
              TE.match(
                () => E.left(withoutWebhook(made, webhookId, 'delete it by hand')),
                () => E.left(withoutWebhook(made, webhookId, 'it has been deleted again')),
              ),
            ),
      ),
    );

/** A subscription to a part of the company cannot be widened. Its replacement is made before it is deleted, so that no event is missed. */
const repairSubscription =
  (api: DialpadApi): PhoneSystem['repairSubscription'] =>
  (access, kind, id, webhookId) =>
    pipe(
      api(access, { method: 'PATCH', path: `${PATHS[kind]}/{id}`, id, body: subscriptionBody(kind, webhookId) }),
      TE.chain((fields) =>
        hasTarget(fields)
          ? pipe(
              createSubscription(api)(access, kind, webhookId),
              TE.chainFirst(() => removeSubscription(api, access, kind, id)),
            )
          : TE.fromEither(itemOf(phoneSubscription(kind))(fields)),
      ),
      TE.filterOrElse(
        (subscription) => subscription.webhookId !== null,
        (repaired): PhoneSystemError => withoutWebhook(repaired, webhookId, 'delete it and make another'),
      ),
    );

const withoutWebhook = ({ kind, id }: PhoneSubscription, webhookId: DialpadId, outcome: string): RequestRefused => ({
  _tag: 'RequestRefused',
  detail: `the ${kind} subscription ${id} came back without webhook ${webhookId} and delivers nothing; ${outcome}, and look whether the webhook is still there`,
});
