import { expect } from 'chai';
import sinon from 'sinon';
import { createClient } from '../../src/client/index.js';
import { makeListeners } from '../../src/react/shared/listeners.js';
import type { LiveSource } from '../../src/react/shared/live.js';
import { makeLive } from '../../src/react/shared/live-value.js';
import { oneForEach } from '../../src/react/shared/one-for-each.js';
import { shareStream } from '../../src/react/shared/shared-stream.js';
import { whileUsed } from '../../src/react/shared/while-used.js';
import { callEvent, type FakeServer, fakeServer } from './fake-server.js';

describe('what is shared by the components of a page', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => clock.restore());

  it('starts with its first user and stops after its last, once', async () => {
    const stop = sinon.fake();
    const start = sinon.fake.returns(stop);
    const use = whileUsed(start);
    const letGo = [use(), use()];
    letGo[0]?.();
    letGo[0]?.();
    await clock.tickAsync(10);
    expect([start.callCount, stop.callCount]).to.deep.equal([1, 0]);
    letGo[1]?.();
    await clock.tickAsync(10);
    use();
    expect([start.callCount, stop.callCount]).to.deep.equal([2, 1]);
  });

  it('goes on if its last user comes back in the same turn', async () => {
    const stop = sinon.fake();
    const start = sinon.fake.returns(stop);
    const use = whileUsed(start);
    use()();
    use();
    await clock.tickAsync(10);
    expect([start.callCount, stop.callCount]).to.deep.equal([1, 0]);
  });

  it('tells all listeners, also when several fail', () => {
    const listeners = makeListeners<number>();
    const heard: number[] = [];
    const fail = (): never => {
      throw new Error('bad');
    };
    for (const listener of [fail, fail, (n: number) => void heard.push(n)]) listeners.add(listener);
    expect(() => listeners.tell(1)).to.throw(AggregateError);
    expect(heard).to.deep.equal([1]);
  });

  it('is connecting again when a stream that was closed is opened again', async () => {
    const stream = shareStream(createClient(fakeServer()), {});
    const seen: string[] = [];
    stream.onState(() => void seen.push(stream.state().status));
    for (const _ of [1, 2]) {
      const letGo = stream.use();
      await clock.tickAsync(10);
      letGo();
      await clock.tickAsync(10);
    }
    expect(seen).to.deep.equal(['live', 'closed', 'connecting', 'live', 'closed']);
  });

  describe('by its query', () => {
    const streams = () => shareStream(createClient({ url: 'https://cti.example.com' }), {});

    it('is one for each stream and query, whatever the order of the fields', () => {
      const one = oneForEach((_, query: object) => ({ query }));
      const stream = streams();
      expect(one(stream, { a: 1, b: 2 })).to.equal(one(stream, { b: 2, a: 1 }));
      expect(one(stream, { a: 1 })).not.to.equal(one(stream, { a: 2 }));
      expect(one(stream, { a: 1 })).not.to.equal(one(streams(), { a: 1 }));
    });

    it('is remembered for the last hundred queries', () => {
      const make = sinon.fake((_: object, query: number) => ({ query }));
      const one = oneForEach<object, number>(make);
      const stream = streams();
      for (let n = 0; n <= 100; n += 1) one(stream, n);
      one(stream, 1);
      expect(make.callCount).to.equal(101);
      one(stream, 0);
      expect(make.callCount).to.equal(102);
    });
  });

  describe('and live', () => {
    let server: FakeServer;
    const counting = (reads: () => Promise<number>, more: Partial<LiveSource<number>> = {}): LiveSource<number> => ({
      empty: 0,
      read: reads,
      apply: (value) => value + 1,
      mustAsk: () => false,
      join: (_, read) => read,
      ...more,
    });
    const open = async (source: LiveSource<number>) => {
      const stream = shareStream(createClient(server), {});
      const live = makeLive(stream, source);
      const stops = [stream.use(), live.subscribe(() => undefined)];
      await clock.tickAsync(10);
      return {
        live,
        stop: async () => {
          for (const stop of stops) stop();
          await clock.tickAsync(10);
        },
      };
    };
    const ring = (seq: number) => callEvent(seq, seq, 'call.ring');
    beforeEach(() => {
      server = fakeServer();
    });

    it('is read again if more events came during the read than are put aside', async () => {
      let done = (_: number): void => undefined;
      const reads = sinon.fake(() => new Promise<number>((resolve) => (done = resolve)));
      const { live, stop } = await open(counting(reads));
      for (let seq = 1; seq <= 1_001; seq += 1) server.tell(ring(seq));
      done(5);
      await clock.tickAsync(10);
      expect(reads.callCount).to.equal(2);
      done(1_001);
      await clock.tickAsync(10);
      expect([live.state().value, live.state().isLoading]).to.deep.equal([1_001, false]);
      await stop();
    });

    it('is read once for all events of a second that only the server understands', async () => {
      const reads = sinon.fake.resolves(7);
      const { stop } = await open(counting(reads, { mustAsk: () => true }));
      for (let seq = 1; seq <= 50; seq += 1) {
        server.tell(ring(seq));
        await clock.tickAsync(10);
      }
      await clock.tickAsync(1_000);
      expect(reads.callCount).to.equal(2);
      await stop();
    });

    it('does nothing any more when nobody listens, also with a read under way', async () => {
      let done = (_: number): void => undefined;
      const { live, stop } = await open(counting(() => new Promise((resolve) => (done = resolve))));
      await stop();
      done(5);
      await clock.tickAsync(3_000);
      expect([live.state().value, server.open()]).to.deep.equal([0, 0]);
    });
  });
});
