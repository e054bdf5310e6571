import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly port: number;
  readonly pid: number;
  /** Milliseconds from the start of the process to the first answer. */
  readonly startMs: number;
  readonly stop: () => Promise<void>;
}

/** Starts a program that prints a line with its port once it listens. */
export const startProcess = async (
  program: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<ServerProcess> => {
  const { PATH = '' } = process.env;
  const begun = performance.now();
  const child = spawn(process.execPath, program, { cwd, env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  // One that is left behind would disturb every later measurement.
  process.once('exit', () => child.kill('SIGKILL'));
  const port = await portOf(child);
  const { status } = await fetch(`http://127.0.0.1:${port}/health/live`);
  if (status !== 200) throw new Error(`${program.join(' ')} answered ${status}`);
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    const impatient = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await exit;
    clearTimeout(impatient);
  };
  return { port, pid: child.pid ?? 0, startMs: performance.now() - begun, stop };
};

const portOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    if (child.stdout === null) return;
    createInterface(child.stdout).on('line', (line) => {
      const [, port] = /"port":(\d+)/.exec(line) ?? [];
      if (port !== undefined) resolve(Number(port));
    });
  });
