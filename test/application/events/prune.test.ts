import { expect } from 'chai';
import sinon from 'sinon';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { makePrune } from '../../../src/application/events/prune.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import type { AppId } from '../../../src/domain/ids.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import {
  adminAct,
  app,
  call,
  commitOf,
  delivery,
  eventOf,
  firstKey,
  lease,
  NOON,
  OWNER,
  upTo,
} from '../../../src/testing/storage/samples.js';
import { broken, DOWN } from '../../support/broken.js';

type Deps = Parameters<typeof makePrune>[0];

const DAY_MS = 86_400_000;
const [EVENTS_DAYS, INBOX_DAYS] = [7, 30];

describe('pruning', () => {
  let storage: Storage;
  let tenant: AppTenant;
  /** How often other work had its turn. */
  let turns = 0;

  const pruneAt = (time: number, changed: Partial<Deps> = {}) =>
    makePrune({
      apps: storage.apps,
      events: storage.events,
      journal: storage.journal,
      audit: storage.audit,
      clock: { now: () => time },
      nextTurn: async () => {
        turns += 1;
      },
      retentionDays: { events: EVENTS_DAYS, inbox: INBOX_DAYS },
      ...changed,
    });

  const givenApp = async (): Promise<AppTenant> => {
    const made = app();
    await rightOf(storage.apps.create(made, firstKey(made)));
    return made;
  };
  /** Deliveries that came at a moment and are done. */
  const givenDone = async (many: number, receivedAt: number): Promise<void> => {
    const done = upTo(many).map(() => delivery({ appId: tenant.id, receivedAt }));
    await rightOf(storage.inbox.append(done, lease()));
    const settled = done.map(({ id }) => ({ id, status: 'processed' as const, reason: null }));
    await rightOf(storage.aggregates.commit(commitOf({ owner: OWNER, settled })));
  };
  /** Events that are told at NOON. */
  const givenTold = async (many: number, appId: AppId): Promise<void> => {
    const events = upTo(many).map(() => eventOf(call({}, { appId }), { appId }));
    await rightOf(storage.aggregates.commit(commitOf({ owner: OWNER, events })));
  };
  const left = async (appId: AppId) => (await rightOf(storage.events.read(appId, 0, 10_000))).length;

  beforeEach(async () => {
    // The memory storage notes by the clock of the process when it was told what.
    sinon.useFakeTimers({ now: NOON, toFake: ['Date'] });
    storage = memoryStorage();
    tenant = await givenApp();
  });
  afterEach(() => sinon.restore());

  it('forgets deliveries that are older than they are to be kept, to the millisecond', async () => {
    await givenDone(2, NOON);
    await givenDone(1, NOON + 1);
    const end = NOON + INBOX_DAYS * DAY_MS;
    expect(await rightOf(pruneAt(end))).to.deep.equal({ events: 0, deliveries: 0, acts: 0 });
    expect(await rightOf(pruneAt(end + 1))).to.deep.equal({ events: 0, deliveries: 2, acts: 0 });
    expect(await rightOf(pruneAt(end + 2))).to.deep.equal({ events: 0, deliveries: 1, acts: 0 });
  });

  it('forgets events that are older than they are to be kept, to the millisecond', async () => {
    await givenTold(3, tenant.id);
    const end = NOON + EVENTS_DAYS * DAY_MS;
    expect(await rightOf(pruneAt(end))).to.deep.equal({ events: 0, deliveries: 0, acts: 0 });
    expect(await left(tenant.id)).to.equal(3);
    expect(await rightOf(pruneAt(end + 1))).to.deep.equal({ events: 3, deliveries: 0, acts: 0 });
    expect(await left(tenant.id)).to.equal(0);
  });

  it('keeps what waits, failed or could not be routed, however old', async () => {
    const waiting = delivery({ appId: tenant.id });
    const failed = delivery({ appId: tenant.id });
    await rightOf(storage.inbox.append([waiting, failed, delivery({ appId: null })], lease()));
    const settled = [{ id: failed.id, status: 'failed' as const, reason: null }];
    await rightOf(storage.aggregates.commit(commitOf({ owner: OWNER, settled })));
    expect(await rightOf(pruneAt(NOON + 1_000 * DAY_MS))).to.deep.equal({ events: 0, deliveries: 0, acts: 0 });
  });

  for (const many of [99, 100, 101, 350]) {
    it(`forgets all of ${many}, no more than 100 at a time, with a turn for others in between`, async () => {
      turns = 0;
      await givenDone(many, NOON);
      await givenTold(many, tenant.id);
      const [events, journal] = [sinon.spy(storage.events.prune), sinon.spy(storage.journal.prune)];
      const counting: Partial<Deps> = { events: { prune: events }, journal: { prune: journal } };
      const pruned = await rightOf(pruneAt(NOON + 31 * DAY_MS, counting));
      expect(pruned).to.deep.equal({ events: many, deliveries: many, acts: 0 });
      const limits = [...events.args.map(([, , limit]) => limit), ...journal.args.map(([, limit]) => limit)];
      expect(Math.max(...limits)).to.equal(100);
      // Of deliveries and of events.
      expect(turns).to.equal(2 * Math.floor(many / 100));
    });
  }

  for (const many of [99, 100, 101, 250]) {
    it(`forgets the events of each of ${many} apps`, async () => {
      const apps = [tenant];
      while (apps.length < many) apps.push(await givenApp());
      for (const [n, one] of apps.entries()) await givenTold((n % 3) + 1, one.id);
      const sum = apps.reduce((total, _, n) => total + (n % 3) + 1, 0);
      expect(await rightOf(pruneAt(NOON + 8 * DAY_MS))).to.deep.equal({ events: sum, deliveries: 0, acts: 0 });
      for (const one of apps) expect(await left(one.id)).to.equal(0);
    });
  }

  it('forgets administrative acts after 400 days, to the millisecond', async () => {
    for (const at of [NOON, NOON + 1]) await rightOf(storage.audit.begin(adminAct({ at })));
    const end = NOON + 400 * DAY_MS;
    expect(await rightOf(pruneAt(end))).to.deep.equal({ events: 0, deliveries: 0, acts: 0 });
    expect(await rightOf(pruneAt(end + 1))).to.deep.equal({ events: 0, deliveries: 0, acts: 1 });
  });

  it('says so when storage is out of reach, at whichever step', async () => {
    expect(await leftOf(pruneAt(NOON, { journal: { prune: broken } }))).to.equal(DOWN);
    expect(await leftOf(pruneAt(NOON, { audit: { prune: broken } }))).to.equal(DOWN);
    expect(await leftOf(pruneAt(NOON, { apps: { list: broken } }))).to.equal(DOWN);
    expect(await leftOf(pruneAt(NOON, { events: { prune: broken } }))).to.equal(DOWN);
  });
});
