import { expect } from 'chai';
import { memoryStorage } from '../../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { meteredStorage } from '../../../../src/adapters/outbound/system/metered-storage.js';
import { leftOf } from '../../../../src/testing/storage/outcome.js';
import { APP, delivery, lease } from '../../../../src/testing/storage/samples.js';
import { storageContract } from '../../../../src/testing/storage/storage.contract.js';

storageContract('memory, metered', {
  open: async () => meteredStorage(memoryStorage(), { storageAnswered: () => undefined }),
  reopen: null,
  shared: false,
});

describe('a metered storage', () => {
  it('reports how long each operation took, and its outcome', async () => {
    const answers: [string, string][] = [];
    const storage = meteredStorage(memoryStorage(), {
      storageAnswered: (operation, outcome, seconds) => {
        expect(seconds).to.be.within(0, 1);
        answers.push([operation, outcome]);
      },
    });
    await storage.inbox.append([delivery()], lease())();
    await storage.inbox.stats();
    await storage.apps.onlyActive();
    await storage.ping();
    await storage.close();
    await storage.calls.list(APP, {}, { limit: 1, offset: 0 })();
    expect(answers).to.deep.equal([
      ['inbox.append', 'ok'],
      ['inbox.stats', 'ok'],
      ['apps.onlyActive', 'ok'],
      ['ping', 'ok'],
      ['calls.list', 'StorageUnavailable'],
    ]);
  });

  it('answers with a fault where an operation throws, so that no worker fails with it', async () => {
    const storage = memoryStorage();
    const touch = () => () => Promise.reject(new Error('a bug'));
    const metered = meteredStorage(
      { ...storage, apiKeys: { ...storage.apiKeys, touch } },
      { storageAnswered: () => undefined },
    );
    expect((await leftOf(metered.apiKeys.touch(new Map())))._tag).to.equal('StorageFault');
  });
});
