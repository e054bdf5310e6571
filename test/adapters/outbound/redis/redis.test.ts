import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { makeSharedRateLimit } from '../../../../src/adapters/inbound/http/rate-limit.js';
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

/** A process with its bus, the messages that it received, and its log. */
interface Process {
  readonly bus: RedisBus;
  readonly received: BusMessage[];
  readonly log: string[];
  /** Waits until a message like this was received. */
  readonly receives: (wanted: (message: BusMessage) => boolean) => Promise<void>;
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
      const received: BusMessage[] = [];
      bus.subscribe((message) => received.push(message));
      const process = {
        bus,
        received,
        log,
        receives: (wanted: (message: BusMessage) => boolean) => until(() => received.some(wanted)),
      };
      processes.push(process);
      return process;
    };

    const isMissed = ({ _tag }: BusMessage): boolean => _tag === 'MessagesMissed';
    const startTwo = async (): Promise<readonly [Process, Process]> => {
      const both = [start(), start()] as const;
      for (const { receives } of both) await receives(isMissed);
      for (const { received } of both) received.length = 0;
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

    const committedUpTo = (seq: number): BusMessage => ({
      _tag: 'EventsCommitted',
      appId: APP,
      events: [{ ...eventOf(call()), seq }],
    });

    it('learn at once the position of a stream and of changed keys, but no content', async () => {
      const [one, two] = await startTwo();
      const committed = committedUpTo(7);
      one.bus.publish(committed);
      expect(one.received, 'in the process itself').to.deep.equal([committed]);
      one.bus.publish({ _tag: 'AccessChanged', appId: APP });
      await two.receives(({ _tag }) => _tag === 'AccessChanged');
      expect(two.received).to.deep.equal([
        { _tag: 'StreamMoved', appId: APP, seq: 7 },
        { _tag: 'AccessChanged', appId: APP },
      ]);
      expect(one.received).to.have.length(2);
    });

    it('continue alone while it is down, check the storage themselves, and log it once', async () => {
      const [one, two] = await startTwo();
      await proxy.cut();
      await until(() => !one.bus.redis.isUp());
      one.bus.publish(committedUpTo(1));
      expect(one.received.map(({ _tag }) => _tag)).to.include('EventsCommitted');
      await two.receives(isMissed);
      const down = (lines: readonly string[]) => lines.filter((line) => line.includes('out of reach'));
      await until(() => down(one.log).length > 0);

      await proxy.restore();
      await until(() => one.bus.redis.isUp() && two.bus.redis.isUp());
      two.received.length = 0;
      await until(() => {
        one.bus.publish(committedUpTo(2));
        return two.received.some(({ _tag }) => _tag === 'StreamMoved');
      });
      expect(one.log).to.deep.equal(['Redis is out of reach; this process goes on by itself', 'Redis is back']);
    });

    it('learn that messages may be missing each time the connection is ready again', async () => {
      const [one] = await startTwo();
      await proxy.cut();
      await until(() => !one.bus.redis.isUp());
      const wasUp: boolean[] = [];
      one.bus.subscribe((message) => {
        if (isMissed(message)) wasUp.push(one.bus.redis.isUp());
      });
      await proxy.restore();
      await until(() => wasUp.includes(true));
    });

    it('ignore messages that they do not understand', async () => {
      const [one, two] = await startTwo();
      for (const text of ['no JSON', '{}', '{"origin":"x","notice":{"_tag":"Unknown"}}']) {
        await one.bus.redis.commands.publish('cti:notices', text);
      }
      one.bus.publish({ _tag: 'AccessChanged', appId: APP });
      await two.receives(({ _tag }) => _tag === 'AccessChanged');
      expect(two.received).to.have.length(1);
    });

    it('issue tickets that any of them can take once, until they expire', async () => {
      const [one, two] = await startTwo();
      const clock = { now: () => Date.now() };
      const [first, second] = [one, two].map(({ bus }) => redisTickets(bus.redis.commands, clock));
      if (first === undefined || second === undefined) throw new Error('there are two stores');
      const access = { appId: APP, keyId: nextId<KeyId>(), validUntil: null };
      const hash = randomUUID();
      await rightOf(first.put(hash, access, clock.now() + 60_000));
      const taken = await Promise.all([first, second].map((store) => rightOf(store.take(hash, clock.now()))));
      expect(taken.filter(O.isSome)).to.deep.equal([O.some(access)]);

      const short = randomUUID();
      await rightOf(first.put(short, access, clock.now() + 20));
      const deadline = clock.now() + 30;
      await until(() => clock.now() > deadline);
      expect(await rightOf(second.take(short, clock.now()))).to.deep.equal(O.none);

      await proxy.cut();
      await until(() => !one.bus.redis.isUp());
      expect((await leftOf(first.put(randomUUID(), access, clock.now() + 60_000)))._tag).to.equal('StorageUnavailable');
    });

    it('count requests together, and separately while it is down', async () => {
      const [one, two] = await startTwo();
      const name = randomUUID();
      const limits = [one, two].map(({ bus }) =>
        makeSharedRateLimit(name, 4, (options, shared) => sharedLimiter(options, bus.redis.commands, shared)),
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
    it('is logged in one line, without the password', async () => {
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
