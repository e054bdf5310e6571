import type { AppId } from '../../domain/ids.js';
import type { AskStatistics } from './ask-statistics.js';

/** Does work for an app once what it was asked for before is done. */
export type InTurn = <A>(appId: AppId, work: () => Promise<A>) => Promise<A>;

/** One question at a time for each app: a long one takes a second, and holds all that it has counted (`BUDGETS.statisticsLegs`). */
export const askInTurns =
  (ask: AskStatistics, inTurn: InTurn): AskStatistics =>
  (appId, buckets) =>
  () =>
    inTurn(appId, ask(appId, buckets));
