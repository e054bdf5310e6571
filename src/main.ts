#!/usr/bin/env node
import './adapters/inbound/header-size.js';
import { isLeft } from 'fp-ts/lib/Either.js';
import { loadConfig } from './adapters/config/load-config.js';
import { startServer } from './server.js';

/** A stop that takes longer is cut off; what it leaves undone waits in the inbox (contract §8). */
const MAX_STOP_MS = 9_000;

/** Ends the process with one line that says why. */
const refuse = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const loaded = await loadConfig({ env: process.env, cwd: process.cwd() })();
if (isLeft(loaded)) refuse(loaded.left.message);
else {
  const { config, sandboxSecrets } = loaded.right;
  const started = await startServer(config)();
  if (isLeft(started)) refuse(started.left.message);
  else {
    if (sandboxSecrets !== null) process.stdout.write(`The secrets of this sandbox are in ${sandboxSecrets}\n`);
    const stop = async (): Promise<void> => {
      setTimeout(() => process.exit(0), MAX_STOP_MS).unref();
      await started.right.stop();
      process.exit(0);
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  }
}
