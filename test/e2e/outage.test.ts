import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { ContainerModule } from 'inversify';
import { memoryStorage } from '../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { Storage } from '../../src/application/ports/storage.js';
import { storageUnavailable } from '../../src/application/ports/storage-error.js';
import { TOKENS } from '../../src/server.js';
import { listen } from './listener.js';
import { type Running, run } from './running.js';

/** A storage of one's own in place of the server's, that can be unplugged. */
const unpluggable = () => {
  const kept = memoryStorage();
  let plugged = true;
  let cuts = true;
  const gone = TE.left(storageUnavailable('unplugged'));
  const storage: Storage = {
    ...kept,
    inbox: {
      ...kept.inbox,
      append: (deliveries, lease) => (plugged ? kept.inbox.append(deliveries, lease) : gone),
      claim: (lease, now, limit) => (plugged ? kept.inbox.claim(lease, now, limit) : gone),
      stats: () => (plugged ? kept.inbox.stats() : gone()),
    },
    aggregates: {
      load: (keys) => (plugged ? kept.aggregates.load(keys) : gone),
      commit: (commit) => {
        // Unplugged between what was kept and what follows from it.
        if (cuts && commit.calls.some(({ dialpadCallId }) => dialpadCallId === '666')) plugged = false;
        return plugged ? kept.aggregates.commit(commit) : gone;
      },
    },
    ping: () => (plugged ? kept.ping() : gone()),
  };
  return {
    module: new ContainerModule(({ rebind }) => {
      rebind(TOKENS.storage).toConstantValue(storage);
    }),
    plug: (into: boolean) => {
      plugged = into;
    },
    /** For good. */
    replug: () => {
      cuts = false;
      plugged = true;
    },
  };
};

describe('while storage is out of reach', () => {
  let at: Running;
  const { module, plug, replug } = unpluggable();
  before(async () => {
    at = await run({}, module);
  });
  after(() => at.stop());

  it('the server says so, takes nothing it cannot keep, and comes back by itself', async () => {
    const app = await at.newApp('Clinic');
    expect((await at.request('GET', '/health')).status).to.equal(200);

    plug(false);
    const health = await at.request('GET', '/health');
    expect(health.status).to.equal(503);
    expect(health.body).to.include({ status: 'unhealthy', storage: 'down' });
    expect((await at.request('GET', '/health/ready')).status).to.equal(503);
    expect((await at.request('GET', '/health/live')).status).to.equal(200);
    const refused = await at.deliver({ event_type: 'call.ring', call_id: 1 });
    expect(refused.status).to.equal(503);
    expect(refused.headers.get('retry-after')).to.equal('1');

    plug(true);
    expect((await at.deliver({ event_type: 'call.ring', call_id: 1 })).body).to.include({ duplicate: false });
    expect((await at.request('GET', '/health')).status).to.equal(200);
    const listener = await listen(`${at.url}/ws?api_key=${app.key}&since=0`);
    expect((await listener.count(1))[0]).to.include({ dialpad_call_id: 1, seq: 1 });
    listener.close();
  });

  it('what was kept already waits, and is processed when storage is back', async () => {
    const app = await at.newApp('Practice');
    const listener = await listen(`${at.url}/ws?api_key=${app.key}`);
    const kept = await at.deliver({ event_type: 'call.ring', call_id: 666 }, `/webhooks/dialpad/${app.id}`);
    expect(kept.status).to.equal(200);
    while ((await at.request('GET', '/health')).status === 200) await new Promise((go) => setImmediate(go));
    expect(listener.messages).to.deep.equal([]);
    replug();
    expect((await listener.count(1))[0]).to.include({ dialpad_call_id: 666, seq: 1 });
    listener.close();
  });
});
