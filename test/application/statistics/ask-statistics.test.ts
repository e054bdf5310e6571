import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { makeAppTurns } from '../../../src/adapters/outbound/storage/app-turns.js';
import { BUDGETS } from '../../../src/application/budgets.js';
import { askInTurns } from '../../../src/application/statistics/ask-in-turns.js';
import { type AskStatistics, makeAskStatistics } from '../../../src/application/statistics/ask-statistics.js';
import type { BriefCall } from '../../../src/domain/statistics/call-statistics.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import { APP, dialpadId, nthId, OTHER_APP, upTo } from '../../../src/testing/storage/samples.js';
import { gate } from '../../support/time.js';

const BUCKETS = [{ start: 0, end: 1_000_000 }];

/** So many legs, each a conversation of its own, that begin one millisecond after the other. */
const legs = (many: number): readonly BriefCall[] =>
  upTo(many).map((n) => ({
    ...{ id: nthId(n), conversationId: dialpadId(n + 1), direction: 'inbound', status: 'missed', dialpadUserId: null },
    ...{ startedAt: n, endedAt: n, durationSeconds: 0 },
  }));

const asking = (all: readonly BriefCall[], giveWay: () => Promise<void> | null = () => null): AskStatistics =>
  makeAskStatistics({
    calls: {
      startedWithin: (_appId, _range, after, limit) => {
        const begin = after === null ? 0 : after.at + 1;
        return TE.right(all.slice(begin, begin + limit));
      },
    },
    mappings: { ofUsers: () => TE.right([]) },
    giveWay,
  });

describe('asking for statistics', () => {
  it('reads all legs, page by page, and gives way while it reads and while it sums up', async () => {
    let asked = 0;
    const giveWay = () => {
      asked += 1;
      return asked % 100 === 0 ? Promise.resolve() : null;
    };
    const { total } = await rightOf(asking(legs(2_500), giveWay)(APP, BUCKETS));
    expect(total.calls).to.equal(2_500);
    expect(asked).to.be.at.least(2_500);
  });

  it('refuses a span with more legs than one question may look at', async () => {
    const error = await leftOf(asking(legs(BUDGETS.statisticsLegs + 1))(APP, BUCKETS));
    expect(error).to.deep.equal({ _tag: 'TooManyCalls', most: BUDGETS.statisticsLegs });
  }).timeout(60_000);

  it('answers one question of an app after the other, and holds up no other app', async () => {
    const first = gate();
    const begun: string[] = [];
    const slow: AskStatistics = (appId) => async () => {
      begun.push(appId);
      if (begun.length === 1) await first.passed;
      return asking([])(appId, BUCKETS)();
    };
    const turns = makeAppTurns();
    const ask = askInTurns(slow, (appId, work) => turns([appId], work));
    const both = [ask(APP, BUCKETS)(), ask(APP, BUCKETS)()];
    await rightOf(ask(OTHER_APP, BUCKETS));
    expect(begun).to.deep.equal([APP, OTHER_APP]);
    first.open();
    await Promise.all(both);
    expect(begun).to.deep.equal([APP, OTHER_APP, APP]);
  });
});
