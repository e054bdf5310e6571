import { expect } from 'chai';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { makePrune } from '../../../src/application/events/prune.js';
import { rightOf } from '../../../src/testing/storage/outcome.js';
import {
  app,
  call,
  commitOf,
  delivery,
  eventOf,
  firstKey,
  lease,
  OWNER,
  upTo,
} from '../../../src/testing/storage/samples.js';

const DAY_MS = 86_400_000;

describe('pruning', () => {
  it('forgets what is older than it is to be kept, and nothing else', async () => {
    const storage = memoryStorage();
    const tenant = app();
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
    const now = Date.now();
    const old = upTo(1_200).map(() => delivery({ appId: tenant.id, receivedAt: now - 31 * DAY_MS }));
    const young = delivery({ appId: tenant.id, receivedAt: now - 29 * DAY_MS });
    await rightOf(storage.inbox.append([...old, young], lease()));
    const settled = [...old, young].map(({ id }) => ({ id, status: 'processed' as const, reason: null }));
    const events = upTo(3).map(() => eventOf(call({}, { appId: tenant.id }), { appId: tenant.id }));
    await rightOf(storage.aggregates.commit(commitOf({ owner: OWNER, settled, events })));

    const pruneAt = (time: number) =>
      rightOf(
        makePrune({
          ...storage,
          clock: { now: () => time },
          retentionDays: { events: 7, inbox: 30 },
        }),
      );
    expect(await pruneAt(now)).to.deep.equal({ events: 0, deliveries: 1_200 });
    expect(await pruneAt(now + 8 * DAY_MS)).to.deep.equal({ events: 3, deliveries: 1 });
  });
});
