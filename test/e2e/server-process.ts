import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { TRANSPORT_UNDER_TEST } from '../support/transport-under-test.js';
import { programOf } from './program.js';

/** The server in its own process, as a user starts it. */
export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Sends a signal and waits for the end; answers with the exit code, null after a kill. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
  readonly output: () => string;
}

const spawnServer = (env: Readonly<Record<string, string>>, cwd: string): ChildProcess => {
  const { PATH = '' } = process.env;
  const all = { PATH, PORT: '0', HOST: '127.0.0.1', ...TRANSPORT_UNDER_TEST, ...env };
  return spawn(process.execPath, programOf('main'), { env: all, cwd });
};

/** Every server that was started, so that a failed test leaves none running. */
const started = new Set<ChildProcess>();

export const killAll = (): void => {
  for (const child of started) child.kill('SIGKILL');
  started.clear();
};

/** Starts the server and waits until it listens. */
export const startProcess = async (env: Readonly<Record<string, string>>, cwd: string): Promise<ServerProcess> => {
  const child = spawnServer({ JSON_LOGS: 'true', ...env }, cwd);
  started.add(child);
  let output = '';
  child.stdout?.on('data', (data) => {
    output += data;
  });
  child.stderr?.on('data', (data) => {
    output += data;
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const port = await new Promise<number>((resolve, reject) => {
    if (child.stdout !== null) {
      createInterface(child.stdout).on('line', (line) => {
        const [, found] = /"port":(\d+)/.exec(line) ?? [];
        if (found !== undefined) resolve(Number(found));
      });
    }
    ended.then((code) => reject(new Error(`the server ended with ${code}: ${output}`)), reject);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
    output: () => output,
  };
};

/** Runs the server until it ends by itself; answers with its exit code and what it printed. */
export const runToEnd = async (
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> => {
  const child = spawnServer(env, cwd);
  started.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data) => {
    stdout += data;
  });
  child.stderr?.on('data', (data) => {
    stderr += data;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
};
