import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Asked, CallControl, NotDone, TransferRequest } from '../../../../application/ports/call-control.js';
import type { PhoneSystemError } from '../../../../application/ports/phone-system.js';
import { type Fields, field, idOf, textsOf } from '../json-fields.js';
import { type ApiError, type DialpadApi, makeDialpadApi } from './dialpad-api.js';
import type { HttpClient } from './http-client.js';
import type { RequestLimits } from './request-limits.js';

/**
 * What Dialpad's API does with calls. Of its two ways to dial, `POST /call` rings all devices of the person and names the call;
 * `POST /users/{id}/initiate_call` needs a running application, and names no call.
 */
export const makeDialpadCallControl = (deps: {
  readonly http: HttpClient;
  readonly limits: RequestLimits;
}): CallControl => {
  const api = makeDialpadApi(deps);
  return {
    dial: (access, { dialpadUserId, toNumber, fromNumber, customData }) =>
      pipe(
        api(access, {
          method: 'POST',
          path: '/call',
          isNow: true,
          body: {
            phone_number: toNumber,
            user_id: BigInt(dialpadUserId),
            ...(fromNumber === null ? {} : { outbound_caller_id: fromNumber }),
            ...(customData === null ? {} : { custom_data: customData }),
          },
        }),
        doneWith((answer) => idOf(field(answer, 'call_id'))),
      ),
    hangUp: (access, id) =>
      pipe(
        api(access, { method: 'PUT', path: '/call/{id}/actions/hangup', id, isNow: true, answersNothing: true }),
        doneWith(nothing),
      ),
    transfer: (access, id, { to, state }) =>
      pipe(
        api(access, {
          method: 'POST',
          path: '/call/{id}/transfer',
          id,
          isNow: true,
          body: { to: destinationOf(to), ...(state === null ? {} : { transfer_state: state }) },
        }),
        doneWith(nothing),
      ),
    label: labelOn(api),
  };
};

const labelOn =
  (api: DialpadApi): CallControl['label'] =>
  (access, id, labels) =>
    pipe(
      api(access, { method: 'PUT', path: '/call/{id}/labels', id, body: { labels } }),
      // An empty list may be absent from what Dialpad sends.
      doneWith((answer) => (Array.isArray(field(answer, 'labels')) ? textsOf(field(answer, 'labels')) : labels)),
    );

const destinationOf = (to: TransferRequest['to']) =>
  'number' in to ? { number: to.number } : { target_id: BigInt(to.dialpadUserId), target_type: 'user' };

const nothing = (): void => undefined;

const NOT_FOUND = 404;

const doneWith =
  <A>(read: (answer: Fields) => A) =>
  (asked: TE.TaskEither<ApiError, Fields>): Asked<A> =>
    pipe(
      asked,
      TE.map((answer): E.Either<NotDone, A> => E.right(read(answer))),
      TE.orElse((error): Asked<A> => {
        const not = notDoneBecauseOf(error);
        return not === null ? TE.left<PhoneSystemError>(error) : TE.right(E.left(not));
      }),
    );

const notDoneBecauseOf = (error: ApiError): NotDone | null => {
  if (error._tag === 'RequestRefused') return error.status === NOT_FOUND ? { _tag: 'NotThere' } : null;
  if (error._tag !== 'PhoneSystemUnavailable') return null;
  switch (error.why) {
    case 'over-limit':
      return { _tag: 'TooOften', retryAfterMs: error.retryAfterMs };
    case 'outcome-unknown':
      return { _tag: 'OutcomeUnknown', detail: error.detail };
    case undefined:
      return null;
    default:
      return error.why satisfies never;
  }
};
