import type { ActFilter, AdminAct } from '../../application/ports/audit-log.js';
import type { Storage } from '../../application/ports/storage.js';
import { expect } from './expect.js';
import { rightOf } from './outcome.js';
import { APP, adminAct, NOON, OTHER_APP, upTo } from './samples.js';

const ALL = { limit: 100, offset: 0 };

/** What every audit log does. */
export const auditLogContract = (storage: () => Storage): void => {
  describe('the audit log', () => {
    recording(storage);
    listing(storage);
    pruning(storage);
  });
};

const begun = async (storage: () => Storage, ...acts: readonly AdminAct[]): Promise<void> => {
  for (const act of acts) await rightOf(storage().audit.begin(act));
};

const recording = (storage: () => Storage): void => {
  const list = async () => (await rightOf(storage().audit.list({}, ALL))).items;

  it('gives back an act as it was begun', async () => {
    const [bare, full] = [
      adminAct({ actor: 'cli', address: null, requestId: null, appId: null }),
      adminAct({ action: 'mapping.deleted', targetId: 'some-id', count: 3, status: 200 }),
    ];
    await begun(storage, bare, full);
    expect(await list()).to.deep.equal([full, bare]);
  });

  it('adds how an act ended, once', async () => {
    const [act, other] = [adminAct({ action: 'app.created', appId: null }), adminAct()];
    await begun(storage, act, other);
    const outcome = { appId: APP, targetId: 'a-target', count: 7, status: 201 };
    await rightOf(storage().audit.end(act.id, outcome));
    await rightOf(storage().audit.end(act.id, { appId: OTHER_APP, targetId: null, count: null, status: 500 }));
    expect(await list()).to.deep.equal([other, { ...act, ...outcome }]);
  });

  it('knows nothing of the end of an act that it has not', async () => {
    await rightOf(storage().audit.end(adminAct().id, { appId: APP, targetId: null, count: null, status: 200 }));
    expect(await list()).to.deep.equal([]);
  });
};

const listing = (storage: () => Storage): void => {
  it('lists acts in pages, newest first', async () => {
    const acts = upTo(5).map((n) => adminAct({ at: NOON + n }));
    await begun(storage, ...acts);
    const page = (limit: number, offset: number) => rightOf(storage().audit.list({}, { limit, offset }));
    expect(await page(2, 0)).to.deep.include({ items: [acts[4], acts[3]], total: 5 });
    expect(await page(2, 4)).to.deep.include({ items: [acts[0]], total: 5 });
    expect(await page(2, 5)).to.deep.include({ items: [], total: 5 });
  });

  it('finds acts by app, action and time, and by all of them', async () => {
    const first = adminAct();
    const created = adminAct({ action: 'app.created', at: NOON + 1 });
    const ofOther = adminAct({ appId: OTHER_APP, at: NOON + 2 });
    await begun(storage, first, created, ofOther);
    const found = async (filter: ActFilter) => (await rightOf(storage().audit.list(filter, ALL))).items;
    expect(await found({ appId: APP })).to.deep.equal([created, first]);
    expect(await found({ action: 'app.changed' })).to.deep.equal([ofOther, first]);
    expect(await found({ from: NOON + 1, to: NOON + 2 })).to.deep.equal([created]);
    expect(await found({ appId: APP, action: 'app.changed', from: NOON, to: NOON + 1 })).to.deep.equal([first]);
    expect(await found({ appId: APP, from: NOON + 2 })).to.deep.equal([]);
  });
};

const pruning = (storage: () => Storage): void => {
  it('deletes the oldest acts before a time, so many at once', async () => {
    const acts = upTo(4).map((n) => adminAct({ at: NOON + n }));
    await begun(storage, ...acts);
    const { prune, list } = storage().audit;
    expect(await rightOf(prune(NOON + 3, 2))).to.equal(2);
    expect((await rightOf(list({}, ALL))).items).to.deep.equal([acts[3], acts[2]]);
    expect(await rightOf(prune(NOON + 3, 2))).to.equal(1);
    expect(await rightOf(prune(NOON + 3, 2))).to.equal(0);
    expect((await rightOf(list({}, ALL))).items).to.deep.equal([acts[3]]);
  });
};
