/** A Redis that is there answers in a few milliseconds. */
const TIMEOUT_MS = 3_000;

/** Asks a Redis once, with the password of its address; answers with why it cannot be used, null if it can. */
export const askRedis = async (url: string): Promise<string | null> => {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, {
    ...{ lazyConnect: true, connectTimeout: TIMEOUT_MS, commandTimeout: TIMEOUT_MS },
    ...{ maxRetriesPerRequest: 0, retryStrategy: () => null },
  });
  let reason: string | null = null;
  redis.on('error', (error: Error) => {
    reason ??= error.message;
  });
  try {
    await redis.connect();
    await redis.ping();
    return null;
  } catch (thrown) {
    return reason ?? (thrown instanceof Error ? thrown.message : String(thrown));
  } finally {
    redis.disconnect();
  }
};
