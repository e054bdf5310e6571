import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { Redis } from 'ioredis';
import { makeSharedRateLimit } from '../../../../src/adapters/inbound/http/rate-limit.js';
import { askRedis } from '../../../../src/adapters/outbound/redis/ask-redis.js';
import { redisBus } from '../../../../src/adapters/outbound/redis/redis-bus.js';
import { redisLimiter } from '../../../../src/adapters/outbound/redis/redis-limiter.js';
import { redisTickets } from '../../../../src/adapters/outbound/redis/redis-tickets.js';
import { inProcessBus } from '../../../../src/adapters/outbound/system/in-process-bus.js';
import type { Logger } from '../../../../src/application/ports/logger.js';
import type { KeyId } from '../../../../src/domain/ids.js';
import { leftOf, rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, nextId } from '../../../../src/testing/storage/samples.js';
import { describeJoinedBus, until } from '../joined-bus.contract.js';

const target = process.env.TEST_REDIS_URL;

if (target !== undefined) {
  const say = async (text: string): Promise<void> => {
    const redis = new Redis(target);
    await redis.publish('cti:notices', text);
    redis.disconnect();
  };

  describe('asking a Redis', () => {
    it('says why it cannot be used, and nothing where it can', async () => {
      expect(await askRedis(target)).to.equal(null);
      expect(await askRedis('redis://127.0.0.1:1')).to.match(/ECONNREFUSED/);
      const withPassword = Object.assign(new URL(target), { username: 'nobody', password: 'wrong' });
      expect(await askRedis(withPassword.href)).to.match(/WRONGPASS|AUTH/);
    });
  });

  describeJoinedBus(
    {
      name: 'Redis',
      target,
      open: (url, origin, logger) => redisBus(url, inProcessBus(logger), origin, logger),
      say,
    },
    (startTwo, server) => {
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

        await server().cut();
        await until(() => !one.bus.isUp());
        expect((await leftOf(first.put(randomUUID(), access, clock.now() + 60_000)))._tag).to.equal(
          'StorageUnavailable',
        );
      });

      it('count requests together, and separately while it is down', async () => {
        const [one, two] = await startTwo();
        const name = randomUUID();
        const limits = [one, two].map(({ bus }) => makeSharedRateLimit(name, 4, redisLimiter(bus.redis.commands)));
        const remaining: (number | undefined)[] = [];
        for (const limit of [...limits, ...limits]) remaining.push((await limit('app'))?.remaining);
        expect(remaining).to.deep.equal([3, 2, 1, 0]);
        for (const limit of limits) expect(await limit('app')).to.include({ allowed: false, limit: 4 });

        await server().cut();
        await until(() => !one.bus.isUp() && !two.bus.isUp());
        for (const limit of limits) expect(await limit('another')).to.include({ allowed: true, remaining: 3 });
      });
    },
  );

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
