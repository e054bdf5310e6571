import { connect as connectTcp } from 'node:net';
import { expect } from 'chai';
import { ContainerModule } from 'inversify';
import { TOKENS } from '../../src/adapters/container/tokens.js';
import { makeTurns, type Turns } from '../../src/adapters/inbound/turns.js';
import { upTo } from '../../src/testing/storage/samples.js';
import { listen, placeOf } from './listener.js';
import { type Running, run } from './running.js';

const EVENTS = 5_000;
const CLIENTS = 30;
/** How often a page of history is sent to a client, if all of them get everything. */
const ALL_STEPS = (CLIENTS * EVENTS) / 100;

const ring = (id: number) => ({ event_type: 'call.ring', call: { id, direction: 'inbound' } });

describe('an app beside one that asks for all it may', function () {
  this.timeout(120_000);
  let at: Running;
  let steps = 0;

  before(async () => {
    const turns = makeTurns();
    const counted: Turns = {
      ...turns,
      take: (appId, step) => {
        steps += 1;
        return turns.take(appId, step);
      },
    };
    at = await run({}, new ContainerModule(({ rebind }) => void rebind(TOKENS.historyTurns).toConstantValue(counted)));
  });
  after(() => at.stop());

  it('is told its events in order, and resumes, long before the other has its history', async () => {
    const greedy = await at.newApp('Greedy');
    const modest = await at.newApp('Modest');
    const newest = async (key: string): Promise<number> => (await at.crm(key, '/api/events?limit=1')).body.seq;
    for (let n = 0; n < EVENTS; n += 1_000) {
      await at.deliver(
        upTo(1_000).map((k) => ring(n + k + 1)),
        `/webhooks/dialpad/${greedy.id}`,
      );
    }
    while ((await newest(greedy.key)) < EVENTS) await new Promise((again) => setImmediate(again));

    const own = await listen(`${at.url}/ws?api_key=${modest.key}`);
    const address = `/ws?api_key=${greedy.key}&since=0`;
    const others = await Promise.all(upTo(CLIENTS).map(() => listen(`${at.url}${address}`, {}, [], placeOf)));
    const never = upTo(5).map(() => connectTcp(at.server.port, '127.0.0.1').pause());
    for (const socket of never) {
      socket.write(`GET /api/events/stream?since=0&api_key=${greedy.key} HTTP/1.1\r\nhost: cti\r\n\r\n`);
    }

    const before = steps;
    for (let n = 1; n <= 10; n += 1) {
      await at.deliver(ring(n), `/webhooks/dialpad/${modest.id}`);
      await own.count(n);
    }
    const resumed = await listen(`${at.url}/ws?api_key=${modest.key}&since=0`);
    await resumed.count(10);
    expect(steps - before).to.be.below(ALL_STEPS / 2);
    for (const { messages } of [own, resumed]) {
      expect(messages.map(({ seq }) => seq)).to.deep.equal(upTo(10).map((n) => n + 1));
    }

    for (const listener of others) {
      await listener.count(EVENTS, 100_000);
      expect(listener.messages.map(({ seq }) => seq)).to.deep.equal(upTo(EVENTS).map((n) => n + 1));
    }
    for (const socket of never) socket.destroy();
    for (const listener of [own, resumed, ...others]) listener.close();
  });
});
