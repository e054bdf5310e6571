import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppId } from '../../domain/ids.js';
import { type CallStatistics, makeCallCounter } from '../../domain/statistics/call-statistics.js';
import type { TimeBucket } from '../../domain/statistics/time-buckets.js';
import type { Timestamp } from '../../domain/timestamp.js';
import { BUDGETS } from '../budgets.js';
import { inSteps } from '../in-steps.js';
import type { CallRepository } from '../ports/call-repository.js';
import type { GiveWay } from '../ports/give-way.js';
import type { Place } from '../ports/listing.js';
import type { StorageError } from '../ports/storage-error.js';
import type { UserMappingRepository } from '../ports/user-mapping-repository.js';

/** The span has more legs than one question may look at. */
export interface TooManyCalls {
  readonly _tag: 'TooManyCalls';
  readonly most: number;
}

/** The statistics of an app, and who its people are in the CRM. */
export interface AppStatistics extends CallStatistics {
  /** The CRM users that the people with the most calls are mapped to now. */
  readonly crmUsers: ReadonlyMap<DialpadId, string>;
}

/** The statistics of an app's calls that began in adjoining buckets. */
export type AskStatistics = (
  appId: AppId,
  buckets: readonly TimeBucket[],
) => TaskEither<StorageError | TooManyCalls, AppStatistics>;

interface Deps {
  readonly calls: Pick<CallRepository, 'startedWithin'>;
  readonly mappings: Pick<UserMappingRepository, 'ofUsers'>;
  readonly giveWay: GiveWay;
}

/** Legs that are read at once: a few milliseconds' work. */
const PAGE = 1_000;
/** People who are named. */
export const MAX_PEOPLE = 200;

export const makeAskStatistics =
  (deps: Deps): AskStatistics =>
  (appId, buckets) =>
  async () => {
    const counter = makeCallCounter(buckets);
    const range = { from: buckets[0]?.start ?? 0, to: buckets.at(-1)?.end ?? 0 };
    const read = await readAll(deps, appId, range, counter.add);
    if (E.isLeft(read)) return read;
    const statistics = await inSteps(counter.statistics(), deps.giveWay);
    const people = statistics.people.slice(0, MAX_PEOPLE);
    const mapped = await deps.mappings.ofUsers(
      appId,
      people.map(({ dialpadUserId }) => dialpadUserId),
    )();
    if (E.isLeft(mapped)) return mapped;
    const crmUsers = new Map(mapped.right.map(({ dialpadUserId, crmUserId }) => [dialpadUserId, crmUserId]));
    return E.right({ total: statistics.total, buckets: statistics.buckets, people, crmUsers });
  };

const readAll = async (
  { calls, giveWay }: Deps,
  appId: AppId,
  range: { readonly from: Timestamp; readonly to: Timestamp },
  add: ReturnType<typeof makeCallCounter>['add'],
): Promise<E.Either<StorageError | TooManyCalls, void>> => {
  let after: Place | null = null;
  for (let read = 0; ; ) {
    const page: Awaited<ReturnType<ReturnType<CallRepository['startedWithin']>>> = await calls.startedWithin(
      appId,
      range,
      after,
      PAGE,
    )();
    if (E.isLeft(page)) return page;
    for (const leg of page.right) add(leg);
    const last = page.right.at(-1);
    if (last === undefined || page.right.length < PAGE) return E.right(undefined);
    read += page.right.length;
    if (read >= BUDGETS.statisticsLegs) return E.left({ _tag: 'TooManyCalls', most: BUDGETS.statisticsLegs });
    after = { at: last.startedAt, id: last.id };
    const turn = giveWay();
    if (turn !== null) await turn;
  }
};
