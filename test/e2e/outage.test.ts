import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { ContainerModule } from 'inversify';
import { memoryStorage } from '../../src/adapters/outbound/storage/memory/memory-storage.js';
import type { Storage } from '../../src/application/ports/storage.js';
import { storageUnavailable } from '../../src/application/ports/storage-error.js';
import { TOKENS } from '../../src/server.js';
import { listen } from './listener.js';
import { type Running, run } from './running.js';

/** Replaces the server's storage by one that can be disconnected. */
const breakableStorage = () => {
  const working = memoryStorage();
  let connected = true;
  let cuts = true;
  const gone = TE.left(storageUnavailable('disconnected'));
  const storage: Storage = {
    ...working,
    inbox: {
      ...working.inbox,
      append: (deliveries, lease) => (connected ? working.inbox.append(deliveries, lease) : gone),
      claim: (lease, now, limit) => (connected ? working.inbox.claim(lease, now, limit) : gone),
      stats: () => (connected ? working.inbox.stats() : gone()),
    },
    aggregates: {
      load: (keys) => (connected ? working.aggregates.load(keys) : gone),
      commit: (commit) => {
        // Disconnected after a delivery was stored and before it is processed.
        if (cuts && commit.calls.some(({ dialpadCallId }) => dialpadCallId === '666')) connected = false;
        return connected ? working.aggregates.commit(commit) : gone;
      },
    },
    ping: () => (connected ? working.ping() : gone()),
  };
  return {
    module: new ContainerModule(({ rebind }) => {
      rebind(TOKENS.storage).toConstantValue(storage);
    }),
    setConnected: (to: boolean) => {
      connected = to;
    },
    /** Reconnects it; it does not disconnect again. */
    reconnect: () => {
      cuts = false;
      connected = true;
    },
  };
};

describe('while storage is out of reach', () => {
  let at: Running;
  const { module, setConnected, reconnect } = breakableStorage();
  before(async () => {
    at = await run({}, module);
  });
  after(() => at.stop());

  it('the server says so, accepts nothing that it cannot store, and recovers by itself', async () => {
    const app = await at.newApp('Clinic');
    expect((await at.request('GET', '/health')).status).to.equal(200);

    setConnected(false);
    const health = await at.request('GET', '/health');
    expect(health.status).to.equal(503);
    expect(health.body).to.include({ status: 'unhealthy', storage: 'down' });
    expect((await at.request('GET', '/health/ready')).status).to.equal(503);
    expect((await at.request('GET', '/health/live')).status).to.equal(200);
    const refused = await at.deliver({ event_type: 'call.ring', call_id: 1 });
    expect(refused.status).to.equal(503);
    expect(refused.headers.get('retry-after')).to.equal('1');

    setConnected(true);
    expect((await at.deliver({ event_type: 'call.ring', call_id: 1 })).body).to.include({ duplicate: false });
    expect((await at.request('GET', '/health')).status).to.equal(200);
    const listener = await listen(`${at.url}/ws?api_key=${app.key}&since=0`);
    expect((await listener.count(1))[0]).to.include({ dialpad_call_id: 1, seq: 1 });
    listener.close();
  });

  it('stored deliveries wait, and are processed when storage is back', async () => {
    const app = await at.newApp('Practice');
    const listener = await listen(`${at.url}/ws?api_key=${app.key}`);
    const delivered = await at.deliver({ event_type: 'call.ring', call_id: 666 }, `/webhooks/dialpad/${app.id}`);
    expect(delivered.status).to.equal(200);
    while ((await at.request('GET', '/health')).status === 200) await new Promise((go) => setImmediate(go));
    expect(listener.messages).to.deep.equal([]);
    reconnect();
    expect((await listener.count(1))[0]).to.include({ dialpad_call_id: 666, seq: 1 });
    listener.close();
  });
});
