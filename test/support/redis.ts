import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../src/testing/free-port.js';

/** A Redis that a test can kill and start again. */
export interface RedisProcess {
  readonly url: string;
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Answers nothing any more, until `resume`. */
  readonly pause: () => void;
  readonly resume: () => void;
}

/** Whether a Redis can be started here. */
export const hasRedis = (): boolean => spawnSync('redis-server', ['--version']).status === 0;

/** Starts a Redis that stores nothing on disk. */
export const redisProcess = async (): Promise<RedisProcess> => {
  const port = await freePort();
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const started = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '']);
    child = started;
    await new Promise<void>((resolve, reject) => {
      started.on('error', reject);
      started.stdout.on('data', (lines) => String(lines).includes('Ready to accept connections') && resolve());
    });
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    kill: async () => {
      if (child === null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      child = null;
    },
  };
};
