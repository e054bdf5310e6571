import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { AdminAction } from '../../../../application/ports/audit-log.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import { AppId, EndpointId } from '../../../../domain/ids.js';
import { withTenant } from '../access.js';
import type { Audited } from '../audited.js';
import { decodeParam } from '../decode.js';
import { type Problem, problemOf } from '../problem.js';
import type { Reply } from '../reply.js';
import type { Handler, HandlerFor } from '../route.js';

/** Where the endpoints of an app are, and each of them. */
export const ENDPOINTS = '/internal/apps/:app_id/endpoints';
export const ENDPOINT = `${ENDPOINTS}/:id`;

export const OF_APP = { tag: 'Endpoints', access: 'internal', params: { app_id: AppId } } as const;
export const OF_ENDPOINT = { ...OF_APP, params: { app_id: AppId, id: EndpointId } } as const;

export interface AdminDeps {
  readonly internal: (handle: Handler) => Handler;
  readonly audited: Audited;
  readonly apps: AppRepository;
}

/** Makes the handlers of an app's endpoints: `show` is for reading, `act` is in the audit log. */
export const forAdministrators = ({ internal, audited, apps }: AdminDeps) => ({
  show: (handle: HandlerFor<AppTenant>): Handler => internal(withTenant(apps)(handle)),
  act: (action: AdminAction, handle: HandlerFor<AppTenant>): Handler => audited(action)(withTenant(apps)(handle)),
});

/** Answers for the endpoint that the path names. */
export const ofEndpoint =
  (answer: (app: AppTenant, id: EndpointId) => TE.TaskEither<Problem, Reply>): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      TE.fromEither(decodeParam(EndpointId, request, 'id')),
      TE.chain((id) => answer(app, id)),
    );

export const answered = <A>(
  done: TE.TaskEither<Parameters<typeof problemOf>[0], A>,
  toReply: (result: A) => Reply,
): TE.TaskEither<Problem, Reply> => pipe(done, TE.bimap(problemOf, toReply));
