import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { makeRateLimit } from '../../../../src/adapters/inbound/http/rate-limit.js';
import { type RedisBus, redisBus } from '../../../../src/adapters/outbound/redis/redis-bus.js';
import { redisTickets } from '../../../../src/adapters/outbound/redis/redis-tickets.js';
import { sharedLimiter } from '../../../../src/adapters/outbound/redis/shared-limiter.js';
import { inProcessBus } from '../../../../src/adapters/outbound/system/in-process-bus.js';
import type { BusMessage } from '../../../../src/application/ports/event-bus.js';
import type { Logger } from '../../../../src/application/ports/logger.js';
import type { KeyId } from '../../../../src/domain/ids.js';
import { leftOf, rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, call, eventOf, nextId } from '../../../../src/testing/storage/samples.js';
import { type CuttableProxy, cuttableProxy } from '../../../support/cuttable-proxy.js';

const target = process.env.TEST_REDIS_URL;

/** A process as far as Redis is concerned: its bus, what it heard, and what it logged. */
interface Process {
  readonly bus: RedisBus;
  readonly heard: BusMessage[];
  readonly log: string[];
  /** Waits until something was heard. */
  readonly hears: (wanted: (notice: BusMessage) => boolean) => Promise<void>;
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

if (target !== undefined) {
  describe('processes that share a Redis', function () {
    this.timeout(20_000);
    let proxy: CuttableProxy;
    let processes: Process[];

    const start = (): Process => {
      const log: string[] = [];
      const note = (_fields: object, message: string): void => void log.push(message);
      const logger: Logger = { debug: () => undefined, info: note, warn: note, error: note };
      const bus = redisBus(proxy.url, inProcessBus(logger), randomUUID(), logger);
      const heard: BusMessage[] = [];
      bus.subscribe((notice) => heard.push(notice));
      const process = {
        bus,
        heard,
        log,
        hears: (wanted: (notice: BusMessage) => boolean) => until(() => heard.some(wanted)),
      };
      processes.push(process);
      return process;
    };

    const isMissed = ({ _tag }: BusMessage): boolean => _tag === 'MessagesMissed';
    const startTwo = async (): Promise<readonly [Process, Process]> => {
      const both = [start(), start()] as const;
      for (const { hears } of both) await hears(isMissed);
      for (const { heard } of both) heard.length = 0;
      return both;
    };

    beforeEach(async () => {
      proxy = await cuttableProxy(target);
      processes = [];
    });
    afterEach(async () => {
      for (const { bus } of processes) bus.close();
      await proxy.cut();
    });

    const told = (seq: number): BusMessage => ({
      _tag: 'EventsCommitted',
      appId: APP,
      events: [{ ...eventOf(call()), seq }],
    });

    it('hear at once how far a stream has come, and of keys that changed, but nothing of what was said', async () => {
      const [one, two] = await startTwo();
      const committed = told(7);
      one.bus.publish(committed);
      expect(one.heard, 'in the process itself').to.deep.equal([committed]);
      one.bus.publish({ _tag: 'AccessChanged', appId: APP });
      await two.hears(({ _tag }) => _tag === 'AccessChanged');
      expect(two.heard).to.deep.equal([
        { _tag: 'StreamMoved', appId: APP, seq: 7 },
        { _tag: 'AccessChanged', appId: APP },
      ]);
      expect(one.heard).to.have.length(2);
    });

    it('go on by themselves while it is down, look again by themselves, and say so once', async () => {
      const [one, two] = await startTwo();
      await proxy.cut();
      await until(() => !one.bus.redis.isUp());
      one.bus.publish(told(1));
      expect(one.heard.map(({ _tag }) => _tag)).to.include('EventsCommitted');
      await two.hears(isMissed);
      const down = (lines: readonly string[]) => lines.filter((line) => line.includes('out of reach'));
      await until(() => down(one.log).length > 0);

      await proxy.mend();
      await until(() => one.bus.redis.isUp() && two.bus.redis.isUp());
      two.heard.length = 0;
      await until(() => {
        one.bus.publish(told(2));
        return two.heard.some(({ _tag }) => _tag === 'StreamMoved');
      });
      expect(one.log).to.deep.equal(['Redis is out of reach; this process goes on by itself', 'Redis is back']);
    });

    it('are told that news may be missing each time the connection stands again', async () => {
      const [one] = await startTwo();
      await proxy.cut();
      await until(() => !one.bus.redis.isUp());
      const wasUp: boolean[] = [];
      one.bus.subscribe((notice) => {
        if (isMissed(notice)) wasUp.push(one.bus.redis.isUp());
      });
      await proxy.mend();
      await until(() => wasUp.includes(true));
    });

    it('pay no heed to what they do not understand', async () => {
      const [one, two] = await startTwo();
      for (const text of ['no JSON', '{}', '{"origin":"x","notice":{"_tag":"Unknown"}}']) {
        await one.bus.redis.commands.publish('cti:notices', text);
      }
      one.bus.publish({ _tag: 'AccessChanged', appId: APP });
      await two.hears(({ _tag }) => _tag === 'AccessChanged');
      expect(two.heard).to.have.length(1);
    });

    it('give out tickets that any of them takes, once, and none of them when their time is up', async () => {
      const [one, two] = await startTwo();
      const clock = { now: () => Date.now() };
      const [mine, theirs] = [one, two].map(({ bus }) => redisTickets(bus.redis.commands, clock));
      if (mine === undefined || theirs === undefined) throw new Error('two stores');
      const access = { appId: APP, keyId: nextId<KeyId>(), validUntil: null };
      const hash = randomUUID();
      await rightOf(mine.put(hash, access, clock.now() + 60_000));
      const taken = await Promise.all([mine, theirs].map((store) => rightOf(store.take(hash, clock.now()))));
      expect(taken.filter(O.isSome)).to.deep.equal([O.some(access)]);

      const short = randomUUID();
      await rightOf(mine.put(short, access, clock.now() + 20));
      const deadline = clock.now() + 30;
      await until(() => clock.now() > deadline);
      expect(await rightOf(theirs.take(short, clock.now()))).to.deep.equal(O.none);

      await proxy.cut();
      await until(() => !one.bus.redis.isUp());
      expect((await leftOf(mine.put(randomUUID(), access, clock.now() + 60_000)))._tag).to.equal('StorageUnavailable');
    });

    it('count requests together, and each by itself while it is down', async () => {
      const [one, two] = await startTwo();
      const name = randomUUID();
      const limits = [one, two].map(({ bus }) =>
        makeRateLimit(name, 4, (options, shared) => sharedLimiter(options, bus.redis.commands, shared)),
      );
      const remaining: (number | undefined)[] = [];
      for (const limit of [...limits, ...limits]) remaining.push((await limit('app'))?.remaining);
      expect(remaining).to.deep.equal([3, 2, 1, 0]);
      for (const limit of limits) expect(await limit('app')).to.include({ allowed: false, limit: 4 });

      await proxy.cut();
      await until(() => !one.bus.redis.isUp() && !two.bus.redis.isUp());
      for (const limit of limits) expect(await limit('another')).to.include({ allowed: true, remaining: 3 });
    });
  });

  describe('a Redis that cannot be used', () => {
    it('is told in the log in a line, without the password', async () => {
      const lines: string[] = [];
      const logger: Logger = {
        debug: () => undefined,
        info: () => undefined,
        warn: (fields, message) => void lines.push(`${message} ${JSON.stringify(fields)}`),
        error: () => undefined,
      };
      const url = new URL(target);
      url.username = 'nobody';
      url.password = 'not-the-password';
      const bus = redisBus(url.href, inProcessBus(logger), 'one', logger);
      await until(() => lines.length > 0);
      bus.close();
      expect(lines).to.have.length(1);
      expect(lines[0]).to.contain('Redis is out of reach').and.not.contain('not-the-password');
      expect(E.isLeft(await redisTickets(bus.redis.commands, { now: () => 0 }).take('x', 0)())).to.equal(true);
    });
  });
}
