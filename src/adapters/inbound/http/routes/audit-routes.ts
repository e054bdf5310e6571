import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { ADMIN_ACTIONS, type AuditLog } from '../../../../application/ports/audit-log.js';
import { AppId } from '../../../../domain/ids.js';
import { AdminActJson, adminActToJson } from '../../../wire/admin-act-json.js';
import { listAnswer } from '../../../wire/answers.js';
import { IsoTime } from '../../../wire/iso-time.js';
import { decodeQuery } from '../decode.js';
import { problemOf } from '../problem.js';
import { pageOf, pageParameters, word } from '../query-codecs.js';
import { list } from '../reply.js';
import { type Handler, type OperationDoc, type Route, route } from '../route.js';

const ActsQuery = t.partial({
  ...pageParameters,
  app_id: AppId,
  action: word(ADMIN_ACTIONS),
  from: IsoTime,
  to: IsoTime,
});

const LIST: OperationDoc = {
  tag: 'Operation',
  access: 'internal',
  summary: 'Administrative acts, newest first; `to` is not included. A null status: the outcome is not known',
  query: ActsQuery,
  answers: { 200: listAnswer(AdminActJson) },
};

interface Deps {
  readonly internal: (handle: Handler) => Handler;
  readonly audit: Pick<AuditLog, 'list'>;
}

/** What administrators have done, for administration. */
export const auditRoutes = ({ internal, audit }: Deps): readonly Route[] => [
  route('GET', '/internal/audit', internal(listActs(audit)), LIST),
];

const listActs =
  (audit: Deps['audit']): Handler =>
  (request) =>
    pipe(
      TE.fromEither(decodeQuery(ActsQuery, request)),
      TE.chain(({ app_id: appId, action, from, to, ...paging }) => {
        const page = pageOf(paging);
        return pipe(
          audit.list({ appId, action, from, to }, page),
          TE.bimap(problemOf, (listed) => list(listed, page, adminActToJson)),
        );
      }),
    );
