import { isLeft } from 'fp-ts/lib/Either.js';
import { loadConfig } from './adapters/config/load-config.js';
import { startServer } from './server.js';

/** A stop that takes longer is cut off; what it leaves undone waits in the inbox (contract §8). */
const MAX_STOP_MS = 9_000;

/** Runs the server of this process until `stopping` resolves. Ends the process, with one line that says why if it cannot start. */
export const serve = async (stopping: Promise<void>): Promise<void> => {
  void stopping.then(() => setTimeout(() => process.exit(0), MAX_STOP_MS).unref());
  const loaded = await loadConfig({ env: process.env, cwd: process.cwd() })();
  if (isLeft(loaded)) return refuse(loaded.left.message);
  const { config, sandboxSecrets } = loaded.right;
  const started = await startServer({ config })();
  if (isLeft(started)) return refuse(started.left.message);
  if (sandboxSecrets !== null) process.stdout.write(`The secrets of this sandbox are in ${sandboxSecrets}\n`);
  await stopping;
  await started.right.stop();
  process.exit(0);
};

const refuse = (message: string): void => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};
