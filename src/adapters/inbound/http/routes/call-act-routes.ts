import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { WriteOnCall } from '../../../../application/calls/write-on-call.js';
import type { Clock } from '../../../../application/ports/clock.js';
import type { KeyAccess } from '../../../../domain/app/key-access.js';
import { CallId } from '../../../../domain/ids.js';
import { oneAnswer } from '../../../wire/answers.js';
import { CallJson, callToText } from '../../../wire/call-json.js';
import { orNotFound } from '../access.js';
import { LongText, onlyFields, orTakenAway, ShortText, WebAddress } from '../body-codecs.js';
import { decodeBody, decodeParam } from '../decode.js';
import { problemOf } from '../problem.js';
import { oneAsText } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

const Writing = onlyFields(
  {},
  { disposition: orTakenAway(ShortText), note: orTakenAway(LongText), record_url: orTakenAway(WebAddress) },
);

const WRITE: OperationDoc = {
  summary: 'Writes the CRM’s own disposition, note and record address on a call; null takes one away',
  tag: 'Calls',
  access: 'app',
  params: { id: CallId },
  body: Writing,
  answers: { 200: oneAnswer(CallJson) },
};

interface Deps {
  readonly guarded: (handle: HandlerFor<KeyAccess>) => Handler;
  readonly writeOnCall: WriteOnCall;
  readonly clock: Clock;
}

/** What a CRM does with calls. */
export const callActRoutes = (deps: Deps): readonly Route[] => [
  route('PATCH', '/api/calls/:id', deps.guarded(write(deps)), WRITE),
];

const write =
  ({ writeOnCall, clock }: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      TE.Do,
      TE.apS('id', TE.fromEither(decodeParam(CallId, request, 'id'))),
      TE.apS('body', decodeBody(Writing, request)),
      TE.chain(({ id, body: { disposition, note, record_url: recordUrl } }) =>
        pipe(writeOnCall(appId, id, { disposition, note, recordUrl }), TE.mapLeft(problemOf)),
      ),
      TE.chain(orNotFound('call')),
      TE.map((call) => oneAsText(callToText(call, clock.now()))),
    );
