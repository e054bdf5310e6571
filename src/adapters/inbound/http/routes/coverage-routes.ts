import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { RequestBackfill } from '../../../../application/backfill/request-backfill.js';
import type { AppRepository } from '../../../../application/ports/app-repository.js';
import type { AdminAction } from '../../../../application/ports/audit-log.js';
import type { Clock } from '../../../../application/ports/clock.js';
import type { RecordOf } from '../../../../application/records/app-record.js';
import type { AppTenant } from '../../../../domain/app/app-tenant.js';
import type { Coverage } from '../../../../domain/coverage/coverage.js';
import { AppId } from '../../../../domain/ids.js';
import { oneAnswer } from '../../../wire/answers.js';
import { CoverageJson, coverageToJson } from '../../../wire/coverage-json.js';
import { IsoTime } from '../../../wire/iso-time.js';
import { withTenant } from '../access.js';
import type { Audited } from '../audited.js';
import { decodeBody } from '../decode.js';
import { problemOf } from '../problem.js';
import { one } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

const OF_APP = { tag: 'Dialpad', access: 'internal', params: { app_id: AppId } } as const;

const Backfill = t.type({ from: IsoTime, to: IsoTime });

const SHOW: OperationDoc = {
  ...OF_APP,
  summary: 'Which time ranges are complete, and the progress of filling the others',
  answers: { 200: oneAnswer(CoverageJson) },
};
const BACKFILL: OperationDoc = {
  ...OF_APP,
  summary: 'Asks Dialpad for the calls that began or ended in a time range; the coverage shows the progress',
  body: Backfill,
  answers: { 202: oneAnswer(CoverageJson) },
  failures: {
    409: 'The app is not connected to Dialpad.',
    503: 'Dialpad or storage is out of reach or too busy. Try again after `retry-after` seconds.',
  },
};

interface Deps {
  readonly internal: (handle: Handler) => Handler;
  readonly audited: Audited;
  readonly apps: AppRepository;
  readonly coverage: RecordOf<Coverage>;
  readonly requestBackfill: RequestBackfill;
  readonly clock: Clock;
}

/** Which data of an app is complete, and requests to complete it, for administration (contract §6). */
export const coverageRoutes = (deps: Deps): readonly Route[] => {
  const forAdmin = (handle: HandlerFor<AppTenant>): Handler => deps.internal(withTenant(deps.apps)(handle));
  const act = (action: AdminAction, handle: HandlerFor<AppTenant>): Handler =>
    deps.audited(action)(withTenant(deps.apps)(handle));
  return [
    route('GET', '/internal/apps/:app_id/coverage', forAdmin(show(deps)), SHOW),
    route('POST', '/internal/apps/:app_id/dialpad/backfill', act('backfill.requested', backfill(deps)), BACKFILL),
  ];
};

const show =
  ({ coverage, clock }: Deps): HandlerFor<AppTenant> =>
  (_request, app) =>
    pipe(
      coverage.read(app.id),
      TE.bimap(problemOf, (found) => one(coverageToJson(O.toNullable(found), clock.now()))),
    );

const backfill =
  ({ requestBackfill, clock }: Deps): HandlerFor<AppTenant> =>
  (request, app) =>
    pipe(
      decodeBody(Backfill, request),
      TE.chain((range) => pipe(requestBackfill(app.id, range), TE.mapLeft(problemOf))),
      TE.map((coverage) => ({ ...one(coverageToJson(coverage, clock.now())), status: 202 })),
    );
