import { expect } from 'chai';
import { WebSocket } from 'ws';
import { createClient, type StreamState } from '../../src/client/index.js';
import { type Running, run } from '../e2e/running.js';
import { chaosProxy } from '../support/chaos-proxy.js';
import { deliverMany, idsInLog, makeTold } from '../support/many-events.js';
import { seeded } from '../support/seeded.js';

const EVENTS = 5_000;
const DROPS = 200;
/** Quick enough for 200 drops in a test; a connection that falls silent is noticed in a third of a second. */
const TIMING = { firstRetryMs: 20, maxRetryMs: 200, openMs: 2_000, quietMs: 200, answerMs: 150, socketAgainMs: 100 };

describe('the client on a network that cuts, delays and buffers', function () {
  this.timeout(180_000);
  let at: Running;
  beforeEach(async () => {
    at = await run({ STORAGE: 'memory' });
  });
  afterEach(() => at.stop());

  for (const [seed, vias, sockets] of [
    [1, ['WebSocket'], { WebSocket }],
    [2, ['SSE'], { WebSocket: null }],
    [3, ['WebSocket', 'SSE'], { WebSocket }],
  ] as const) {
    it(`tells ${EVENTS} events, whole, once and in order, by ${vias.join(' and ')}, while ${DROPS} connections are dropped`, async () => {
      const { key } = await at.newApp('Clinic');
      const random = seeded(seed);
      const proxy = await chaosProxy(at.url, { random, drops: DROPS });
      const told = makeTold();
      const liveBy = new Set<string>();
      const onState = ({ status, via }: StreamState) => {
        if (status === 'live' && via !== undefined) liveBy.add(via);
        // In the third, upgrades come through or not, as it happens.
        proxy.refuseUpgrades(seed === 3 && random() < 0.4);
      };
      const stream = createClient({ url: proxy.url, apiKey: key, ...sockets }).stream({
        since: 0,
        timing: TIMING,
        onState,
        onEvent: ({ event_id }) => told.note(event_id),
      });
      await deliverMany(at, EVENTS, told, random);
      stream.close();
      await proxy.stop();
      expect(told.ids).to.deep.equal(await idsInLog(at, key));
      expect(proxy.drops()).to.equal(DROPS);
      expect([...liveBy]).to.include.members(vias);
    });
  }
});
