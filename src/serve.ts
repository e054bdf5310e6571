import { isLeft } from 'fp-ts/lib/Either.js';
import { loadConfig } from './adapters/config/load-config.js';
import { makeLogger } from './adapters/outbound/system/logger.js';
import { processNumber } from './processes/messages.js';

/** A stop that takes longer is cut off; what it leaves undone waits in the inbox (contract §8). */
const MAX_STOP_MS = 9_000;

/**
 * Runs the server until `stopping` resolves, in this process or in several that it starts. Ends the process, with one line that says
 * why if it cannot start.
 */
export const serve = async (stopping: Promise<void>): Promise<void> => {
  void stopping.then(() => setTimeout(() => process.exit(0), MAX_STOP_MS).unref());
  const loaded = await loadConfig({ env: process.env, cwd: process.cwd() })();
  if (isLeft(loaded)) return refuse(loaded.left.message);
  const { config, sandboxSecrets } = loaded.right;
  const tellOfSandbox = (port: number): void => {
    if (sandboxSecrets === null) return;
    // Where lines are for programs, no line is for people.
    if (config.jsonLogs) makeLogger(config).info({ file: sandboxSecrets }, 'The secrets of this sandbox are in a file');
    else {
      process.stdout.write(`The secrets of this sandbox are in ${sandboxSecrets}\n`);
      process.stdout.write(`Begin at http://localhost:${port}/console/start\n`);
    }
  };

  const number = processNumber();
  if (number === null && config.processes > 1) {
    const { runProcesses } = await import('./processes/run-processes.js');
    const ended = await runProcesses(config, stopping, tellOfSandbox);
    return isLeft(ended) ? refuse(ended.left.message) : process.exit(0);
  }

  // A process that starts others does not load it: it serves nothing itself.
  const { startServer } = await import('./server.js');
  const started = await startServer({ config })();
  if (isLeft(started)) return refuse(started.left.message);
  if (number === null) tellOfSandbox(started.right.port);
  await stopping;
  await started.right.stop();
  process.exit(0);
};

/** A null message has been told already. */
const refuse = (message: string | null): void => {
  if (message !== null) process.stderr.write(`${message}\n`);
  process.exit(1);
};
