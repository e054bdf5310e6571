import { expect } from 'chai';
import sinon from 'sinon';
import { payloadReader } from '../../../src/adapters/outbound/dialpad/payload-reader.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { makeRetryEvent, makeRetryEvents } from '../../../src/application/events/retry-events.js';
import type { NewDelivery } from '../../../src/application/ports/inbox.js';
import { HAD_ALREADY, type JournalEntry } from '../../../src/application/ports/inbox-journal.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import type { AppTenant } from '../../../src/domain/app/app-tenant.js';
import type { AppId, InboxId } from '../../../src/domain/ids.js';
import { leftOf, rightOf, someOf } from '../../../src/testing/storage/outcome.js';
import {
  app,
  commitOf,
  delivery,
  dialpadId,
  firstKey,
  lease,
  NOON,
  nthId,
  OWNER,
  upTo,
} from '../../../src/testing/storage/samples.js';
import { broken, DOWN } from '../../support/broken.js';

type Deps = Parameters<typeof makeRetryEvent>[0];

const STRANGER: AppId = nthId(0xdead);
const ORGANIZATION = 900;
/** When it is asked for again: long after the lease on it ran out. */
const LATER = NOON + 3_600_000;

describe('processing again what came in', () => {
  let storage: Storage;
  let tenant: AppTenant;
  const now = sinon.fake.returns(LATER);

  const givenDeps = (changed: Partial<Deps> = {}): Deps => ({
    journal: storage.journal,
    apps: storage.apps,
    payloads: payloadReader,
    clock: { now },
    ...changed,
  });
  const retry = (id: InboxId, changed: Partial<Deps> = {}) => makeRetryEvent(givenDeps(changed))(id);
  const retryAll = (which: Parameters<ReturnType<typeof makeRetryEvents>>[0], changed: Partial<Deps> = {}) =>
    makeRetryEvents(givenDeps(changed))(which);

  const givenApp = async (changes: Partial<AppTenant> = {}): Promise<AppTenant> => {
    const made = app(changes);
    await rightOf(storage.apps.create(made, firstKey(made)));
    return made;
  };
  const givenDelivery = async (changes: Partial<NewDelivery> = {}): Promise<InboxId> => {
    const made = delivery({ appId: tenant.id, ...changes });
    await rightOf(storage.inbox.append([made], lease()));
    return made.id;
  };
  const givenUnrouted = (changes: Partial<NewDelivery> = {}) => givenDelivery({ appId: null, ...changes });
  const givenSettled = async (
    status: 'processed' | 'ignored' | 'failed',
    changes: Partial<NewDelivery> = {},
  ): Promise<InboxId> => {
    const id = await givenDelivery(changes);
    await rightOf(storage.aggregates.commit(commitOf({ owner: OWNER, settled: [{ id, status, reason: 'because' }] })));
    return id;
  };
  const entry = (id: InboxId): Promise<JournalEntry> => someOf(storage.journal.find(id));
  const statusOf = async (id: InboxId) => (await entry(id)).status;
  const claimableAt = async (time: number): Promise<readonly InboxId[]> =>
    (await rightOf(storage.inbox.claim({ owner: 'anybody', until: time + 1 }, time, 1_000))).map(({ id }) => id);

  beforeEach(async () => {
    storage = memoryStorage();
    tenant = await givenApp();
  });

  describe('one event', () => {
    for (const status of ['processed', 'ignored', 'failed'] as const) {
      it(`makes one that was ${status} pending again, marked as replayed, for anybody to claim from now on`, async () => {
        const id = await givenSettled(status);
        const other = await givenSettled(status);
        await rightOf(retry(id));
        expect(await entry(id)).to.include({ status: 'pending', replayed: true, attempts: 0, reason: null });
        expect(await statusOf(other)).to.equal(status);
        expect(await claimableAt(LATER - 1)).to.deep.equal([]);
        expect(await claimableAt(LATER)).to.deep.equal([id]);
      });
    }

    it('refuses one that it does not know', async () => {
      expect(await leftOf(retry(nthId(0xbad)))).to.deep.equal({ _tag: 'NoSuchEvent' });
    });

    it('refuses one that waits already, and leaves it as it is', async () => {
      const id = await givenDelivery();
      expect(await leftOf(retry(id))).to.deep.equal({ _tag: 'StillPending' });
      expect((await entry(id)).replayed).to.equal(false);
    });

    it('gives one that was unrouted to the app that can be told by now', async () => {
      const id = await givenUnrouted();
      await rightOf(retry(id));
      expect(await entry(id)).to.include({ appId: tenant.id, status: 'pending', replayed: true });
      expect(await claimableAt(LATER - 1)).to.deep.equal([]);
      expect(await claimableAt(LATER)).to.deep.equal([id]);
    });

    it('refuses one of which still nobody can tell whose it is', async () => {
      await givenApp();
      const id = await givenUnrouted();
      expect(await leftOf(retry(id))).to.deep.equal({ _tag: 'StillUnrouted' });
      expect(await statusOf(id)).to.equal('unrouted');
    });

    it('gives one that was unrouted to the app of its organisation', async () => {
      const other = await givenApp();
      await rightOf(storage.apps.linkOrganizations(other.id, [dialpadId(ORGANIZATION)]));
      const id = await givenUnrouted({ payload: JSON.stringify({ organization_id: ORGANIZATION }) });
      await rightOf(retry(id));
      expect((await entry(id)).appId).to.equal(other.id);
    });

    it('gives one that is no JSON to the only active app', async () => {
      const id = await givenUnrouted({ payload: 'no JSON' });
      await rightOf(retry(id, { apps: { ...storage.apps, findByOrganization: broken } }));
      expect((await entry(id)).appId).to.equal(tenant.id);
    });

    it('gives one that named an app to that one or to none', async () => {
      const id = await givenUnrouted({ namedAppId: STRANGER });
      expect(await leftOf(retry(id))).to.deep.equal({ _tag: 'StillUnrouted' });
      await givenApp({ id: STRANGER });
      await rightOf(retry(id));
      expect((await entry(id)).appId).to.equal(STRANGER);
    });

    it('ignores one that was unrouted and that its app has had already', async () => {
      await givenDelivery({ dedupeKey: 'id:twice' });
      const id = await givenUnrouted({ dedupeKey: 'id:twice' });
      expect(await rightOf(retry(id))).to.equal(0);
      expect(await entry(id)).to.include({ status: 'ignored', reason: HAD_ALREADY });
    });

    it('says so when storage is out of reach, at whichever step, and leaves it as it is', async () => {
      const { journal, apps } = storage;
      const failed = await givenSettled('failed');
      const unrouted = await givenUnrouted();
      const named = await givenUnrouted({ namedAppId: tenant.id });
      expect(await leftOf(retry(failed, { journal: { ...journal, find: broken } }))).to.equal(DOWN);
      expect(await leftOf(retry(failed, { journal: { ...journal, replay: broken } }))).to.equal(DOWN);
      expect(await leftOf(retry(unrouted, { journal: { ...journal, assign: broken } }))).to.equal(DOWN);
      expect(await leftOf(retry(unrouted, { apps: { ...apps, onlyActive: broken() } }))).to.equal(DOWN);
      expect(await leftOf(retry(named, { apps: { ...apps, find: broken } }))).to.equal(DOWN);
      expect(await statusOf(failed)).to.equal('failed');
      expect(await statusOf(unrouted)).to.equal('unrouted');
    });
  });

  describe('all events of a status', () => {
    it('makes those pending again, of every app, and says how many', async () => {
      const other = await givenApp();
      const failed = [await givenSettled('failed'), await givenSettled('failed', { appId: other.id })];
      const processed = await givenSettled('processed');
      expect(await rightOf(retryAll({ status: 'failed' }))).to.equal(2);
      expect(await statusOf(processed)).to.equal('processed');
      expect(await claimableAt(LATER - 1)).to.deep.equal([]);
      expect(await claimableAt(LATER)).to.have.members(failed);
    });

    it('makes those of one app pending again where one is named', async () => {
      const other = await givenApp();
      await givenSettled('failed');
      const wanted = await givenSettled('failed', { appId: other.id });
      expect(await rightOf(retryAll({ status: 'failed', appId: other.id }))).to.equal(1);
      expect(await claimableAt(LATER)).to.deep.equal([wanted]);
    });

    it('looks for the app of what is unrouted, and leaves what is failed alone', async () => {
      const id = await givenUnrouted();
      const failed = await givenSettled('failed');
      expect(await rightOf(retryAll({ status: 'unrouted' }))).to.equal(1);
      expect(await entry(id)).to.include({ appId: tenant.id, status: 'pending', replayed: true });
      expect(await statusOf(failed)).to.equal('failed');
    });

    it('does not count what its app has had already, nor what somebody else has dealt with meanwhile', async () => {
      await givenDelivery({ dedupeKey: 'id:twice' });
      const twice = await givenUnrouted({ dedupeKey: 'id:twice' });
      await givenUnrouted();
      expect(await rightOf(retryAll({ status: 'unrouted' }))).to.equal(1);
      expect(await statusOf(twice)).to.equal('ignored');

      await givenUnrouted();
      const journal: Deps['journal'] = {
        ...storage.journal,
        assign:
          (id, ...to) =>
          async () => {
            await rightOf(storage.journal.assign(id, ...to));
            return storage.journal.assign(id, ...to)();
          },
      };
      expect(await rightOf(retryAll({ status: 'unrouted' }, { journal }))).to.equal(0);
    });

    it('finds nothing to do where nothing is unrouted', async () => {
      expect(await rightOf(retryAll({ status: 'unrouted' }))).to.equal(0);
    });

    it('says so when storage is out of reach, at whichever step', async () => {
      const { journal, apps } = storage;
      await givenUnrouted();
      expect(await leftOf(retryAll({ status: 'failed' }, { journal: { ...journal, replay: broken } }))).to.equal(DOWN);
      const unrouted = { status: 'unrouted' } as const;
      expect(await leftOf(retryAll(unrouted, { journal: { ...journal, list: broken } }))).to.equal(DOWN);
      expect(await leftOf(retryAll(unrouted, { journal: { ...journal, assign: broken } }))).to.equal(DOWN);
      expect(await leftOf(retryAll(unrouted, { apps: { ...apps, onlyActive: broken() } }))).to.equal(DOWN);
    });

    // What stays unrouted stays in the list that is gone through: those that found their app leave it.
    for (const [many, stuckOf] of [
      [450, (n: number) => n % 3 === 0],
      [200, () => true],
      [200, () => false],
      [401, (n: number) => n < 300],
      [401, (n: number) => n >= 101],
    ] as const) {
      const stuck = upTo(many).filter((n) => stuckOf(n)).length;
      it(`goes through all of ${many}, however many at a time, though ${stuck} of them stay unrouted`, async () => {
        const deliveries = upTo(many).map((n) => delivery({ appId: null, namedAppId: stuckOf(n) ? STRANGER : null }));
        await rightOf(storage.inbox.append(deliveries, lease()));
        // So that a search which does not end is seen to fail rather than waited for.
        const list = sinon.spy(storage.journal.list);
        const counted: Deps['journal'] = {
          ...storage.journal,
          list: (...asked) => {
            if (list.callCount > 10) throw new Error('it goes on for ever');
            return list(...asked);
          },
        };
        expect(await rightOf(retryAll({ status: 'unrouted' }, { journal: counted }))).to.equal(many - stuck);
        const { counts } = await rightOf(storage.inbox.stats);
        expect(counts).to.include({ unrouted: stuck, pending: many - stuck });
        expect(list.getCalls().every(({ args: [, { limit }] }) => limit <= 200)).to.equal(true);
      });
    }
  });
});
