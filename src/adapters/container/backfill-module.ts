import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { ContainerModule } from 'inversify';
import { makeCloseStaleCalls } from '../../application/backfill/close-stale-calls.js';
import { makeFillGaps } from '../../application/backfill/fill-gaps.js';
import { makeMarkWatched } from '../../application/backfill/mark-watched.js';
import { makeRequestBackfill } from '../../application/backfill/request-backfill.js';
import type { WithAccess } from '../../application/phone-system/access.js';
import type { StorageError } from '../../application/ports/storage-error.js';
import { type RecordOf, recordOf } from '../../application/records/app-record.js';
import { beginCoverage } from '../../domain/coverage/coverage.js';
import type { DialpadConnection } from '../../domain/dialpad-connection/dialpad-connection.js';
import { isWanted, type Webhook } from '../../domain/dialpad-connection/webhook.js';
import type { AppId } from '../../domain/ids.js';
import { makeCatchUp } from '../inbound/worker/catch-up.js';
import { single } from './single.js';
import { TOKENS as T } from './tokens.js';

const { config, storage, connections, webhooks, coverage, withAccess, phone, payloads, applyObservations } = T;
const { catchUp, clock, logger, owner } = T;

/** Reading from the phone system what its events did not report. */
export const backfillModule = new ContainerModule(({ bind }) => {
  single(
    bind(T.coverage),
    { storage, clock, leaseClock: T.leaseClock },
    ({ storage: { records }, clock, leaseClock }) =>
      recordOf(records, 'coverage', () => beginCoverage(clock.now()), leaseClock),
  );
  single(bind(T.requestBackfill), { coverage, withAccess, catchUp, clock }, ({ catchUp, ...rest }) =>
    makeRequestBackfill({ kick: catchUp.kick, ...rest }),
  );
  single(
    bind(T.catchUp),
    {
      ...{ config, storage, connections, webhooks, coverage, withAccess },
      ...{ phone, payloads, applyObservations, clock, logger, owner },
    },
    ({ config, storage: { apps, calls }, connections, webhooks, ...deps }) => {
      // An API key opens one company: calls are looked up only for apps that were provisioned with it.
      const hasApiKey = config.dialpad.apiKey !== null;
      const withAccess = hasApiKey ? ofProvisioned(webhooks, deps.withAccess) : deps.withAccess;
      const staleAfterMs = config.staleCallMinutes * 60_000;
      return makeCatchUp({
        apps,
        connectedApps: hasApiKey ? provisioned(webhooks) : connectedBy(connections),
        watch: makeMarkWatched(deps),
        fillGaps: makeFillGaps({ calls, ...deps }),
        closeStaleCalls: makeCloseStaleCalls({ ...deps, calls, withAccess, staleAfterMs }),
        logger: deps.logger,
      });
    },
  );
});

/** Access for apps that have a webhook; refused for all others. */
const ofProvisioned =
  (webhooks: RecordOf<Webhook>, withAccess: WithAccess): WithAccess =>
  (appId, use) =>
  async () => {
    const found = await webhooks.read(appId)();
    if (E.isLeft(found)) return found;
    const isProvisioned = O.isSome(found.right) && isWanted(found.right.value);
    return isProvisioned ? withAccess(appId, use)() : E.left({ _tag: 'NotConnected', broken: null });
  };

const connectedBy = (connections: RecordOf<DialpadConnection>): TE.TaskEither<StorageError, readonly AppId[]> =>
  pipe(connections.all, TE.map(idsOf(({ status }) => status !== 'disconnected')));

/** The apps of the company that the API key opens: those for which an administrator asked for a webhook. */
const provisioned = (webhooks: RecordOf<Webhook>): TE.TaskEither<StorageError, readonly AppId[]> =>
  pipe(webhooks.all, TE.map(idsOf(isWanted)));

const idsOf =
  <A>(holds: (record: A) => boolean) =>
  (all: readonly (readonly [AppId, A])[]): readonly AppId[] =>
    all.flatMap(([appId, record]) => (holds(record) ? [appId] : []));
