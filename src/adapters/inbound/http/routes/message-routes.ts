import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { MessageRepository } from '../../../../application/ports/message-repository.js';
import type { KeyAccess } from '../../../../domain/app/key-access.js';
import { MessageId } from '../../../../domain/ids.js';
import { listAnswer, oneAnswer } from '../../../wire/answers.js';
import { MessageJson, messageToText } from '../../../wire/message-json.js';
import { orNotFound } from '../access.js';
import { decodeParam, decodeQuery } from '../decode.js';
import type { KeptAnswers } from '../kept-answers.js';
import { listReply } from '../list-reply.js';
import { problemOf } from '../problem.js';
import { DialpadIdQuery, numberParameters, oneWayOfNumbers, pageParameters, word } from '../query-codecs.js';
import { oneAsText } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

const MessagesQuery = t.partial({
  ...pageParameters,
  direction: word(['inbound', 'outbound']),
  ...numberParameters,
  dialpad_user_id: DialpadIdQuery,
});

const LIST: OperationDoc = {
  summary: 'Text messages, newest first',
  tag: 'Messages',
  access: 'app',
  query: MessagesQuery,
  answers: { 200: listAnswer(MessageJson) },
};
const FIND: OperationDoc = {
  summary: 'One text message',
  tag: 'Messages',
  access: 'app',
  params: { id: MessageId },
  answers: { 200: oneAnswer(MessageJson) },
};

interface Deps {
  readonly guarded: (handle: HandlerFor<KeyAccess>) => Handler;
  readonly kept: KeptAnswers;
  readonly messages: MessageRepository;
}

/** Text messages, for the CRM (contract §5). */
export const messageRoutes = (deps: Deps): readonly Route[] => [
  route('GET', '/api/messages', deps.guarded(deps.kept(listMessages(deps))), LIST),
  route('GET', '/api/messages/:id', deps.guarded(deps.kept(find(deps))), FIND),
];

const listMessages =
  ({ messages }: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      TE.fromEither(decodeQuery(MessagesQuery, request)),
      TE.chainEitherK(oneWayOfNumbers),
      TE.chain(({ direction, from, to, number, dialpad_user_id: dialpadUserId, ...paging }) =>
        listReply(
          request,
          paging,
          (page) => messages.list(appId, { direction, from, to, number, dialpadUserId }, page),
          {
            owner: appId,
            toText: messageToText,
          },
        ),
      ),
    );

const find =
  ({ messages }: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      TE.fromEither(decodeParam(MessageId, request, 'id')),
      TE.chain((id) => pipe(messages.find(appId, id), TE.mapLeft(problemOf))),
      TE.chain(orNotFound('message')),
      TE.map((message) => oneAsText(messageToText(message))),
    );
