import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type {
  Access,
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
  makeDialpadApi,
  thingOf,
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
  return {
    listCalls: (access, { from, to }, next) =>
      pipe(
        // Dialpad leaves out both ends.
        api(access, {
          method: 'GET',
          path: '/call',
          query: { started_after: from - 1, started_before: to, cursor: next },
        }),
        TE.chainEitherK(cursorPageOf(reportedCall)),
      ),
    findCall: (access, id) =>
      pipe(
        api(access, { method: 'GET', path: '/call/{id}', id }),
        TE.map(O.some),
        unlessGone<O.Option<Fields>>(O.none),
        TE.chainEitherK(O.traverse(E.Applicative)(thingOf(reportedCall))),
      ),
    listUsers: (access, next) =>
      pipe(
        // Without a `limit`: Dialpad fails at random where one is too high. All, for those who have left are told from the others.
        api(access, { method: 'GET', path: '/users', query: { state: 'all', cursor: next } }),
        TE.chainEitherK(cursorPageOf(phoneUser)),
      ),
    account: readAccount(api),

    listWebhooks: (access, next) =>
      pipe(
        api(access, { method: 'GET', path: '/webhooks', query: { cursor: next } }),
        TE.chainEitherK(cursorPageOf(phoneWebhook)),
      ),
    createWebhook: (access, { url, secret }) =>
      pipe(
        api(access, { method: 'POST', path: '/webhooks', body: { hook_url: url, secret } }),
        TE.chainEitherK(thingOf(phoneWebhook)),
      ),
    changeWebhookSecret: (access, id, secret) =>
      pipe(
        api(access, { method: 'PATCH', path: '/webhooks/{id}', id, body: { secret } }),
        TE.chainEitherK(thingOf(phoneWebhook)),
      ),
    deleteWebhook: (access, id) => remove(api, access, { path: '/webhooks/{id}', id }),

    listSubscriptions: (access, kind, next) =>
      pipe(
        api(access, { method: 'GET', path: PATHS[kind], query: { cursor: next } }),
        TE.chainEitherK(cursorPageOf(phoneSubscription(kind))),
      ),
    createSubscription: createSubscription(api),
    repairSubscription: repairSubscription(api),
    deleteSubscription: (access, kind, id) => removeSubscription(api, access, kind, id),
  };
};

const NOT_FOUND = 404;

/** Gives `instead` where there is no such thing, and no error. */
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

/** Dialpad accepts a subscription whose webhook it does not know, answers without one, and delivers nothing: that one is taken back. */
const createSubscription =
  (api: DialpadApi): PhoneSystem['createSubscription'] =>
  (access, kind, webhookId) =>
    pipe(
      api(access, { method: 'POST', path: PATHS[kind], body: subscriptionBody(kind, webhookId) }),
      TE.chainEitherK(thingOf(phoneSubscription(kind))),
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

/** One that is for a part of the company cannot be widened: another takes its place, then it goes, so that nothing is missed. */
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
          : TE.fromEither(thingOf(phoneSubscription(kind))(fields)),
      ),
      TE.filterOrElse(
        ({ webhookId: delivers }) => delivers !== null,
        (repaired): PhoneSystemError => withoutWebhook(repaired, webhookId, 'delete it and make another'),
      ),
    );

const withoutWebhook = ({ kind, id }: PhoneSubscription, webhookId: DialpadId, outcome: string): RequestRefused => ({
  _tag: 'RequestRefused',
  detail: `the ${kind} subscription ${id} came back without webhook ${webhookId} and delivers nothing; ${outcome}, and look whether the webhook is still there`,
});
