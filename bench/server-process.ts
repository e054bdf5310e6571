import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly port: number;
  readonly pid: number;
  /** What serves its requests. */
  readonly transport: string;
  /** Milliseconds from the start of the process to the first answer. */
  readonly startMs: number;
  readonly stop: () => Promise<void>;
}

/** Starts a program that prints a line with its port and its transport once it listens. */
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
  const { port, transport } = await listening(child);
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
  return { port, pid: child.pid ?? 0, transport, startMs: performance.now() - begun, stop };
};

/** What the line says that a server prints once it listens. */
const listening = (child: ChildProcess): Promise<Pick<ServerProcess, 'port' | 'transport'>> =>
  new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    const { stdout } = child;
    if (stdout === null) return;
    const lines = createInterface(stdout).on('line', (line) => {
      const [, port] = /"port":(\d+)/.exec(line) ?? [];
      if (port === undefined) return;
      const [, transport = ''] = /"transport":"(\w+)"/.exec(line) ?? [];
      lines.close();
      // What it prints later is dropped, so that it never waits for a reader.
      stdout.resume();
      resolve({ port: Number(port), transport });
    });
  });
