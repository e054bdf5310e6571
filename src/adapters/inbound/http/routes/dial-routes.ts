import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { HangUp, Transfer } from '../../../../application/calls/control-call.js';
import type { Dial } from '../../../../application/calls/dial.js';
import type { PersonNamed } from '../../../../application/calls/find-person.js';
import { TRANSFER_STATES } from '../../../../application/ports/call-control.js';
import type { KeyAccess } from '../../../../domain/app/key-access.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import { CallId } from '../../../../domain/ids.js';
import { oneAnswer, successOf } from '../../../wire/answers.js';
import { DialledJson, dialledToJson } from '../../../wire/dialled-json.js';
import { DialpadIdJson } from '../../../wire/dialpad-id-json.js';
import { nullable } from '../../../wire/nullable.js';
import { oneOf } from '../../../wire/words.js';
import { LongText, onlyFields, ShortText } from '../body-codecs.js';
import { decodeBody, decodeParam } from '../decode.js';
import { invalid, type Problem, problemOf } from '../problem.js';
import { PhoneText } from '../query-codecs.js';
import { success } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

/** A CRM sends null for what it has not: that is as if the field were left out. */
const person = { dialpad_user_id: nullable(DialpadIdJson), crm_user_id: nullable(ShortText) };

const DialBody = onlyFields(
  { to_number: PhoneText },
  { ...person, from_number: nullable(PhoneText), custom_data: nullable(LongText) },
);
const TransferBody = onlyFields(
  {},
  { ...person, to_number: nullable(PhoneText), state: nullable(oneOf(TRANSFER_STATES)) },
);

const OF_CALLS = { tag: 'Calls', access: 'app' } as const;
const FAILURES = {
  409: 'The app is not connected to Dialpad, or the call is over.',
  502: 'Dialpad refused the request, or did not say whether it has done it.',
  503: 'Dialpad or storage is out of reach or too busy. Try again after `retry-after` seconds.',
};

const DIAL: OperationDoc = {
  ...OF_CALLS,
  summary: 'Dials for a person: their devices ring, and Dialpad calls the number once they answer',
  body: DialBody,
  answers: { 202: oneAnswer(DialledJson) },
  failures: { ...FAILURES, 404: 'Dialpad has no such user, or the CRM user is mapped to none.' },
};
const HANG_UP: OperationDoc = {
  ...OF_CALLS,
  summary: 'Hangs up a call that rings or goes on; its end comes as an event',
  params: { id: CallId },
  answers: { 202: successOf({ message: t.string }) },
  failures: FAILURES,
};
const TRANSFER: OperationDoc = {
  ...OF_CALLS,
  summary: 'Transfers a call that rings or goes on to a number or a person; what follows comes as events',
  params: { id: CallId },
  body: TransferBody,
  answers: { 202: successOf({ message: t.string }) },
  failures: FAILURES,
};

interface Deps {
  readonly guarded: (handle: HandlerFor<KeyAccess>) => Handler;
  readonly dial: Dial;
  readonly hangUp: HangUp;
  readonly transfer: Transfer;
}

/** What Dialpad does with calls when a CRM asks for it. */
export const dialRoutes = (deps: Deps): readonly Route[] => [
  route('POST', '/api/calls', deps.guarded(dial(deps)), DIAL),
  route('POST', '/api/calls/:id/hangup', deps.guarded(hangUp(deps)), HANG_UP),
  route('POST', '/api/calls/:id/transfer', deps.guarded(transfer(deps)), TRANSFER),
];

const dial =
  (deps: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      decodeBody(DialBody, request),
      TE.bindTo('body'),
      TE.bind('person', ({ body }) => TE.fromEither(personIn(body))),
      TE.chain(({ person, body: { to_number: toNumber, from_number: fromNumber = null, custom_data: data = null } }) =>
        pipe(deps.dial(appId, { person, toNumber, fromNumber, customData: data }), TE.mapLeft(problemOf)),
      ),
      TE.map((dialled) => success({ data: dialledToJson(dialled) }, 202)),
    );

const hangUp =
  (deps: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      TE.fromEither(decodeParam(CallId, request, 'id')),
      TE.chain((id) => pipe(deps.hangUp(appId, id), TE.mapLeft(problemOf))),
      TE.map(() => success({ message: 'Dialpad hangs up. The end of the call comes as an event.' }, 202)),
    );

const transfer =
  (deps: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      TE.Do,
      TE.apS('id', TE.fromEither(decodeParam(CallId, request, 'id'))),
      TE.apS('body', decodeBody(TransferBody, request)),
      TE.bind('to', ({ body }) => TE.fromEither(destinationIn(body))),
      TE.chain(({ id, to, body: { state = null } }) =>
        pipe(deps.transfer(appId, id, { to, state }), TE.mapLeft(problemOf)),
      ),
      TE.map(() => success({ message: 'Dialpad transfers the call. What follows comes as events.' }, 202)),
    );

interface Named {
  readonly dialpad_user_id?: DialpadId | null | undefined;
  readonly crm_user_id?: string | null | undefined;
}

/** Exactly one of the two. */
const personIn = (
  { dialpad_user_id: dialpadUserId = null, crm_user_id: crmUserId = null }: Named,
  ifMissing = refused('dialpad_user_id', 'is missing: send it, or crm_user_id'),
): E.Either<Problem, PersonNamed> => {
  if (dialpadUserId !== null && crmUserId !== null) {
    return refused('dialpad_user_id', 'cannot be given with crm_user_id');
  }
  if (dialpadUserId !== null) return E.right({ dialpadUserId });
  return crmUserId === null ? ifMissing : E.right({ crmUserId });
};

/** A number, or exactly one name of a person. */
const destinationIn = ({
  to_number: number = null,
  ...named
}: Named & { readonly to_number?: string | null | undefined }): E.Either<
  Problem,
  { readonly number: string } | PersonNamed
> => {
  const missing = refused('to_number', 'is missing: send it, or a person as dialpad_user_id or crm_user_id');
  if (number === null) return personIn(named, missing);
  const isAlone = (named.dialpad_user_id ?? named.crm_user_id ?? null) === null;
  return isAlone ? E.right({ number }) : refused('to_number', 'cannot be given with a person: send one of the two');
};

const refused = (path: string, message: string): E.Either<Problem, never> => E.left(invalid([{ path, message }]));
