import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { Redis } from 'ioredis';
import { makeRequestLimits, PUBLISHED } from '../../../../../src/adapters/outbound/dialpad/client/request-limits.js';
import { redisLimiter } from '../../../../../src/adapters/outbound/redis/redis-limiter.js';
import { memoryLimiter } from '../../../../../src/adapters/outbound/system/new-limiter.js';
import { leftOf, rightOf } from '../../../../../src/testing/storage/outcome.js';

const CALL = 'GET /call/{id}';
const ONE = { token: 'one' };
const OTHER = { token: 'other' };

const allowances = (overall: number, ofCall: number, seconds: number) => ({
  overall: { requests: overall, seconds },
  byName: { [CALL]: { requests: ofCall, seconds } },
});

describe('the limits of our requests', () => {
  it('are the published ones', () => {
    expect(PUBLISHED.overall).to.deep.equal({ requests: 20, seconds: 1 });
    expect(PUBLISHED.byName).to.deep.equal({
      'GET /call/{id}': { requests: 10, seconds: 60 },
      'POST /webhooks': { requests: 100, seconds: 60 },
      'PUT /call/{id}/labels': { requests: 250, seconds: 60 },
    });
  });

  it('make requests wait in order instead of failing', async () => {
    const limits = makeRequestLimits(memoryLimiter, allowances(3, 100, 0.2));
    const began = Date.now();
    const done: { readonly request: number; readonly at: number }[] = [];
    await Promise.all(
      [0, 1, 2, 3, 4].map(async (request) => {
        await rightOf(limits(ONE, 'GET /users'));
        done.push({ request, at: Date.now() - began });
      }),
    );
    expect(done.map(({ request }) => request)).to.deep.equal([0, 1, 2, 3, 4]);
    expect(done.filter(({ at }) => at < 150)).to.have.length(3);
  });

  it('are separate for each access and each request', async () => {
    const limits = makeRequestLimits(memoryLimiter, allowances(100, 1, 1));
    const began = Date.now();
    await rightOf(limits(ONE, CALL));
    await rightOf(limits(OTHER, CALL));
    await rightOf(limits(ONE, 'GET /users'));
    expect(Date.now() - began).to.be.below(500);
  });

  it('refuse a request where too many wait already, and say for how long', async () => {
    const limits = makeRequestLimits(memoryLimiter, {
      overall: { requests: 1_000, seconds: 1 },
      byName: { [CALL]: { requests: 1, seconds: 60 } },
    });
    await rightOf(limits(ONE, CALL));
    for (let waiting = 0; waiting < 30; waiting += 1) void limits(ONE, CALL)();
    expect(await leftOf(limits(ONE, CALL))).to.deep.equal({
      _tag: 'PhoneSystemUnavailable',
      detail: 'GET /call/{id}: too many requests wait for their turn already',
      retryAfterMs: 60_000,
    });
    // Other requests do not wait behind them.
    expect(E.isRight(await limits(ONE, 'GET /users')())).to.equal(true);
  });

  const target = process.env.TEST_REDIS_URL;
  if (target !== undefined) {
    it('are shared by the processes that share a Redis', async () => {
      const redis = new Redis(target, { enableOfflineQueue: true });
      await redis.ping();
      const access = { token: `shared ${Math.random()}` };
      const processes = [1, 2].map(() => makeRequestLimits(redisLimiter(redis), allowances(4, 100, 1)));
      const began = Date.now();
      const done = await Promise.all(
        processes.flatMap((limits) =>
          [1, 2, 3].map(async () => {
            await rightOf(limits(access, 'GET /users'));
            return Date.now() - began;
          }),
        ),
      );
      expect(done.filter((at) => at < 500)).to.have.length(4);
      expect(await redis.keys(`*${access.token}*`)).to.deep.equal([]);
      redis.disconnect();
    });
  }
});
