import * as O from 'fp-ts/lib/Option.js';
import type { CallFilter } from '../../application/ports/call-repository.js';
import type { Storage } from '../../application/ports/storage.js';
import { LIVE_STATUSES } from '../../domain/call/call-status.js';
import { viewOf } from '../../domain/call/call-view.js';
import { phoneKey } from '../../domain/phone-number.js';
import { callFilters } from './call-filters.contract.js';
import { callsOf } from './calls-under-test.js';
import { expect } from './expect.js';
import { rightOf, someOf } from './outcome.js';
import {
  APP,
  call,
  commitOf,
  dialpadId,
  LARGEST_ID,
  NOON,
  nthId,
  OTHER_APP,
  observedAgain,
  SPECIAL_CHARACTERS,
  upTo,
} from './samples.js';
import { staleCalls } from './stale-calls.contract.js';

/** What every repository of calls does. */
export const callsContract = (storage: () => Storage): void => {
  describe('calls', () => {
    showing(storage);
    separatingApps(storage);
    listing(storage);
    findingByNumber(storage);
    findingByValue(storage);
    namingCrmUser(storage);
    callFilters(storage);
    staleCalls(storage);
  });
};

const showing = (storage: () => Storage): void => {
  const { save, list } = callsOf(storage);

  it('shows a call as its facts give it', async () => {
    const one = call({
      dialpadCallId: LARGEST_ID,
      direction: 'inbound',
      fromNumber: SPECIAL_CHARACTERS,
      toNumber: '+1 555 555 0123',
      dialpadUserId: LARGEST_ID,
      connected: true,
      endedAt: NOON + 90_000,
      recordingUrl: `https://example.com/${SPECIAL_CHARACTERS}`,
      entryPointCallId: dialpadId(77),
      contactName: SPECIAL_CHARACTERS,
      transferred: true,
      transferredFrom: dialpadId(78),
      labels: [SPECIAL_CHARACTERS, 'b'],
      dispositions: ['sold'],
      recapSummary: SPECIAL_CHARACTERS,
      recapActionItems: ['call back'],
      transcriptReady: true,
      satisfaction: '4',
      reviewUrl: 'https://example.com/review',
      customData: '{"crm":"1"}',
    });
    await save(one);
    const shown = { ...viewOf(one), crmUserId: null };
    expect(await someOf(storage().calls.find(APP, one.id))).to.deep.equal(shown);
    expect(await list()).to.deep.include({ items: [shown], total: 1 });
    expect(shown.conversationId).to.equal(dialpadId(77));
    expect(shown.details).to.include({
      answeredBy: LARGEST_ID,
      endedReason: 'transferred',
      contactName: SPECIAL_CHARACTERS,
    });
  });

  it('shows whether a call is on hold', async () => {
    const held = call({ connected: true, hold: 'held', happenedAt: NOON });
    const resumed = observedAgain(held, { hold: 'talking' }, NOON + 1);
    for (const [one, hold] of [
      [held, 'held'],
      [resumed, null],
    ] as const) {
      await save(one);
      expect((await someOf(storage().calls.find(APP, one.id))).details.hold).to.equal(hold);
    }
  });

  it('shows null for what is not known', async () => {
    const one = call();
    await save(one);
    expect(await someOf(storage().calls.find(APP, one.id))).to.deep.equal({ ...viewOf(one), crmUserId: null });
  });
};

const separatingApps = (storage: () => Storage): void => {
  const { save, list, mapUser } = callsOf(storage);

  it('shows an app no call of another app', async () => {
    const ofOtherApp = call({ dialpadUserId: LARGEST_ID }, { appId: OTHER_APP });
    await save(ofOtherApp);
    await mapUser('ann@example.com', LARGEST_ID, OTHER_APP);
    expect(await rightOf(storage().calls.find(APP, ofOtherApp.id))).to.deep.equal(O.none);
    expect(await list()).to.deep.include({ items: [], total: 0 });
    expect(await list({ crmUserId: 'ann@example.com' })).to.deep.include({ items: [], total: 0 });

    const own = call({ dialpadUserId: LARGEST_ID });
    await save(own);
    expect(await rightOf(storage().calls.find(OTHER_APP, own.id))).to.deep.equal(O.none);
    expect((await list()).items.map(({ id, crmUserId }) => ({ id, crmUserId }))).to.deep.equal([
      { id: own.id, crmUserId: null },
    ]);
  });
};

const listing = (storage: () => Storage): void => {
  const { save, list, idsOf } = callsOf(storage);

  it('lists the newest first, then by descending id, page by page', async () => {
    const at = [NOON + 2, NOON, NOON + 1, NOON + 1, NOON + 1, NOON];
    const calls = at.map((startedAt, n) =>
      call({ dialpadCallId: dialpadId(n + 1), startedAt }, { id: nthId(800 + n) }),
    );
    await save(...calls);
    const order = [800, 804, 803, 802, 805, 801].map((n) => nthId(n));
    expect(await idsOf({})).to.deep.equal(order);
    for (const offset of upTo(7)) {
      const { items, total } = await list({}, { limit: 2, offset });
      expect(items.map(({ id }) => id)).to.deep.equal(order.slice(offset, offset + 2));
      expect(total).to.equal(6);
    }
    expect((await list({}, { limit: 100, offset: 50 })).total).to.equal(6);
  });

  it('includes the start of a time range and excludes its end', async () => {
    await save(...upTo(4).map((n) => call({ dialpadCallId: dialpadId(n + 1), startedAt: NOON + n })));
    const { items } = await list({ startedAfter: NOON + 1, startedBefore: NOON + 3 });
    expect(items.map(({ startedAt }) => startedAt)).to.deep.equal([NOON + 2, NOON + 1]);
  });

  it('tells how many there are of a status, whatever has become of them', async () => {
    // More than a page holds, so that its end does not tell.
    const page = { limit: 1, offset: 0 };
    const totals = async () => {
      const [all, live, ended] = [{}, { statuses: LIVE_STATUSES }, { statuses: ['ended'] as const }];
      return [(await list(all, page)).total, (await list(live, page)).total, (await list(ended, page)).total];
    };
    const calls = upTo(9).map((n) => call({ dialpadCallId: dialpadId(n + 1), connected: n > 5 }));
    await save(...calls, call({}, { appId: OTHER_APP }));
    expect(await totals()).to.deep.equal([9, 9, 0]);

    const over = calls.slice(0, 4).map((one) => observedAgain(one, { connected: true, over: true }));
    await save(...over);
    expect(await totals()).to.deep.equal([9, 5, 4]);

    // Neither a new revision with the same status nor one that is refused makes a difference.
    await save(observedAgain(over[0] ?? call(), { contactName: 'Ann' }));
    await storage().aggregates.commit(commitOf({ calls: calls.slice(4, 6) }))();
    expect(await totals()).to.deep.equal([9, 5, 4]);

    const [gone] = over.slice(3);
    const records = {
      calls: gone ? [{ id: gone.id, dialpadId: gone.dialpadCallId }] : [],
      voicemails: [],
      messages: [],
    };
    await rightOf(storage().personal.delete(APP, records));
    await rightOf(storage().archive.write('call', [call({ dialpadCallId: dialpadId(50) })]));
    expect(await totals()).to.deep.equal([9, 6, 3]);
  });

  it('finds a call once, however often its status is named', async () => {
    await save(call());
    const statuses = [...LIVE_STATUSES, ...LIVE_STATUSES];
    expect((await list({ statuses }, { limit: 1, offset: 0 })).items).to.have.length(1);
    expect(await list({ statuses })).to.deep.include({ total: 1, hasMore: false });
  });

  it('finds nothing for an empty list of statuses', async () => {
    await save(call());
    expect(await list({ statuses: [] })).to.deep.include({ items: [], total: 0 });
  });
};

const findingByNumber = (storage: () => Storage): void => {
  const { save, list, idsOf } = callsOf(storage);

  it('finds a number in whatever notation', async () => {
    const written = ['+1 (555) 555-0123', '5555550123', '15555550123', '555-0123', 'Anonymous', null];
    const calls = written.map((fromNumber, n) =>
      call({ dialpadCallId: dialpadId(n + 1), fromNumber, toNumber: n === 0 ? '555 0123' : null }),
    );
    await save(...calls);
    const found = async (typed: string) =>
      (await list({ from: phoneKey(typed) })).items.map(({ fromNumber }) => fromNumber);
    expect(await found('+1 555 555 0123')).to.have.members(written.slice(0, 3));
    expect(await found('(555) 0123')).to.deep.equal(['555-0123']);
    expect(await found('ANONYMOUS')).to.deep.equal(['Anonymous']);
    expect(await idsOf({ to: phoneKey('5550123') })).to.deep.equal([calls[0]?.id]);
    expect(await idsOf({ from: phoneKey('5555550123'), to: phoneKey('5550123') })).to.deep.equal([calls[0]?.id]);
  });
};

const findingByValue = (storage: () => Storage): void => {
  const { save, idsOf } = callsOf(storage);

  it('finds a call by its new values, and no longer by its old ones', async () => {
    const was = { fromNumber: '5555550101', direction: 'outbound', dialpadUserId: dialpadId(1) } as const;
    const is = { fromNumber: '5555550102', direction: 'inbound', dialpadUserId: dialpadId(2) } as const;
    const first = call({ ...was, startedAt: NOON });
    const second = observedAgain(first, { ...is, startedAt: NOON - 5, connected: true }, NOON + 1);
    const third = observedAgain(second, { over: true }, NOON + 2);
    for (const revision of [first, second, third]) await save(revision);

    const before: readonly CallFilter[] = [
      { from: was.fromNumber },
      { direction: was.direction },
      { dialpadUserId: was.dialpadUserId },
      { startedAfter: NOON },
      { statuses: ['ringing', 'active'] },
    ];
    const after: readonly CallFilter[] = [
      { from: is.fromNumber },
      { direction: is.direction },
      { dialpadUserId: is.dialpadUserId },
      { startedBefore: NOON },
      { statuses: ['ended'] },
    ];
    for (const filter of before) expect(await idsOf(filter), JSON.stringify(filter)).to.deep.equal([]);
    for (const filter of after) expect(await idsOf(filter), JSON.stringify(filter)).to.deep.equal([first.id]);
  });
};

const namingCrmUser = (storage: () => Storage): void => {
  const { save, idsOf, mapUser } = callsOf(storage);

  it('names the CRM user that the Dialpad user is mapped to now', async () => {
    const one = call({ dialpadUserId: LARGEST_ID });
    await save(one);
    for (const crmUserId of ['ann@example.com', SPECIAL_CHARACTERS]) {
      await mapUser(crmUserId);
      expect((await someOf(storage().calls.find(APP, one.id))).crmUserId).to.equal(crmUserId);
      expect(await idsOf({ crmUserId })).to.deep.equal([one.id]);
    }
    expect(await idsOf({ crmUserId: 'ann@example.com' })).to.deep.equal([]);
    await rightOf(storage().mappings.deleteByDialpadUser(APP, LARGEST_ID));
    expect((await someOf(storage().calls.find(APP, one.id))).crmUserId).to.equal(null);
    expect(await idsOf({ crmUserId: SPECIAL_CHARACTERS })).to.deep.equal([]);
  });
};
