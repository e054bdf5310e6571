import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RecordAct } from '../../../application/audit/record-act.js';
import type { ActSubject, AdminAction } from '../../../application/ports/audit-log.js';
import { AppId } from '../../../domain/ids.js';
import type { HttpRequest } from './http-request.js';
import { type Problem, problemOf } from './problem.js';
import type { Reply } from './reply.js';
import { asTask, type Handler } from './route.js';

/** Makes a handler that only an administrator may call, and whose every call is in the audit log, refused ones included. */
export type Audited = (action: AdminAction) => (handle: Handler) => Handler;

export const audited =
  (internal: (handle: Handler) => Handler, record: RecordAct): Audited =>
  (action) =>
  (handle) =>
    internal((request) => {
      const subject = subjectOf(request);
      const act = { action, actor: 'internal-secret', ...originOf(request), ...subject } as const;
      return pipe(
        record(act, asTask(handle(request)), (result) => ({ ...subject, ...outcomeOf(result) })),
        TE.mapLeft((error) => ('_tag' in error ? problemOf(error) : error)),
      );
    });

/** An address is longer than this only if a proxy reports something else in its place. */
const MAX_ADDRESS = 64;

/** From where an act came. */
export const originOf = ({ address, id }: HttpRequest) => ({ address: address.slice(0, MAX_ADDRESS), requestId: id });

/** What the path says. Only ids: a path can also hold the e-mail address of a person. */
const subjectOf = ({ params }: HttpRequest): ActSubject => {
  const appId = AppId.decode(params.app_id);
  const targetId = params.id ?? params.dialpad_user_id ?? '';
  return {
    appId: E.isRight(appId) ? appId.right : null,
    targetId: /^[\da-f-]{1,36}$/i.test(targetId) ? targetId : null,
    count: null,
  };
};

const outcomeOf = (result: E.Either<Problem, Reply>): Partial<ActSubject> & { readonly status: number } =>
  E.isLeft(result) ? { status: result.left.status } : { ...result.right.subject, status: result.right.status };
