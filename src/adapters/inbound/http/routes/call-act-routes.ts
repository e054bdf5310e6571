import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { LabelCall } from '../../../../application/calls/label-call.js';
import type { WriteOnCall } from '../../../../application/calls/write-on-call.js';
import type { Clock } from '../../../../application/ports/clock.js';
import type { KeyAccess } from '../../../../domain/app/key-access.js';
import { CallId } from '../../../../domain/ids.js';
import { oneAnswer } from '../../../wire/answers.js';
import { CallJson, callToText } from '../../../wire/call-json.js';
import { orNotFound } from '../access.js';
import { LongText, listOfAtMost, onlyFields, orTakenAway, ShortText, WebAddress } from '../body-codecs.js';
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

const MAX_LABELS = 50;
const Labels = onlyFields({ labels: listOfAtMost(MAX_LABELS, ShortText) }, {});

const LABEL: OperationDoc = {
  summary: 'Replaces the labels of a call in Dialpad',
  tag: 'Calls',
  access: 'app',
  params: { id: CallId },
  body: Labels,
  answers: { 200: oneAnswer(CallJson) },
  failures: {
    409: 'The app is not connected to Dialpad, or Dialpad does not know the call.',
    502: 'Dialpad refused the request.',
    503: 'Dialpad or storage is out of reach or too busy. Try again after `retry-after` seconds.',
  },
};

interface Deps {
  readonly guarded: (handle: HandlerFor<KeyAccess>) => Handler;
  readonly writeOnCall: WriteOnCall;
  readonly labelCall: LabelCall;
  readonly clock: Clock;
}

/** What a CRM does with calls. */
export const callActRoutes = (deps: Deps): readonly Route[] => [
  route('PATCH', '/api/calls/:id', deps.guarded(write(deps)), WRITE),
  route('POST', '/api/calls/:id/label', deps.guarded(label(deps)), LABEL),
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

const label =
  ({ labelCall, clock }: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      TE.Do,
      TE.apS('id', TE.fromEither(decodeParam(CallId, request, 'id'))),
      TE.apS('body', decodeBody(Labels, request)),
      TE.chain(({ id, body: { labels } }) =>
        pipe(
          labelCall(appId, id, labels),
          TE.bimap(problemOf, (call) => oneAsText(callToText(call, clock.now()))),
        ),
      ),
    );
