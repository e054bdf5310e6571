import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Country } from '../../domain/country.js';
import { dialableNumber } from '../../domain/dialable-number.js';
import type { AppId, CallId } from '../../domain/ids.js';
import type { WithAccess } from '../phone-system/access.js';
import type { AppRepository } from '../ports/app-repository.js';
import type { Asked, CallControl, TransferRequest } from '../ports/call-control.js';
import type { CallRepository } from '../ports/call-repository.js';
import type { Access } from '../ports/phone-system.js';
import type { UserMappingRepository } from '../ports/user-mapping-repository.js';
import { type ActingError, notDoneWithCall } from './acting-error.js';
import { countryOf } from './country-of.js';
import { findLiveCall } from './find-call.js';
import { findPerson, type PersonNamed } from './find-person.js';

/** Hangs up a call that rings or goes on. Its end comes as an event. */
export type HangUp = (appId: AppId, id: CallId) => TE.TaskEither<ActingError, void>;

/** Where a call is to go, and as what it arrives there. */
export interface WantedTransfer {
  /** A number as it is written, or a person. */
  readonly to: { readonly number: string } | PersonNamed;
  readonly state: TransferRequest['state'];
}

/** Transfers a call that rings or goes on. What follows comes as events: the end of this leg, and the ring of the next. */
export type Transfer = (
  appId: AppId,
  id: CallId,
  wanted: WantedTransfer,
) => TE.TaskEither<ActingError, TransferRequest>;

interface Deps {
  readonly withAccess: WithAccess;
  readonly control: Pick<CallControl, 'hangUp' | 'transfer'>;
  readonly calls: Pick<CallRepository, 'find'>;
}

export const makeHangUp =
  ({ withAccess, control, calls }: Deps): HangUp =>
  (appId, id) =>
    pipe(
      findLiveCall(calls, appId, id),
      TE.chainW(({ dialpadCallId }) => ask(withAccess, appId, (access) => control.hangUp(access, dialpadCallId))),
    );

interface TransferDeps extends Deps {
  readonly mappings: Pick<UserMappingRepository, 'findByCrmUser'>;
  readonly apps: Pick<AppRepository, 'find'>;
  readonly defaultCountry: Country;
}

export const makeTransfer =
  (deps: TransferDeps): Transfer =>
  (appId, id, { to, state }) =>
    pipe(
      TE.Do,
      TE.apSW('call', findLiveCall(deps.calls, appId, id)),
      TE.bindW('to', () => destinationOf(deps, appId, to)),
      TE.chainW(({ call: { dialpadCallId }, to }) =>
        pipe(
          ask(deps.withAccess, appId, (access) => deps.control.transfer(access, dialpadCallId, { to, state })),
          TE.map(() => ({ to, state })),
        ),
      ),
    );

const destinationOf = (
  deps: TransferDeps,
  appId: AppId,
  to: WantedTransfer['to'],
): TE.TaskEither<ActingError, TransferRequest['to']> =>
  'number' in to
    ? pipe(
        countryOf(deps.apps, deps.defaultCountry)(appId),
        TE.map((country) => dialableNumber(to.number, country)),
        TE.chainW((number) =>
          number === null
            ? TE.left({ _tag: 'NotDialable' as const, field: 'to_number' as const })
            : TE.right({ number }),
        ),
      )
    : pipe(
        findPerson(deps.mappings, appId, to),
        TE.map((dialpadUserId) => ({ dialpadUserId })),
      );

/** Asks the phone system to do something with a call. */
export const ask = <A>(
  withAccess: WithAccess,
  appId: AppId,
  use: (access: Access) => Asked<A>,
): TE.TaskEither<ActingError, A> => pipe(withAccess(appId, use), TE.chainEitherKW(E.mapLeft(notDoneWithCall)));
