import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fill } from './fill.js';
import { type Access, BY_WEBHOOK, canCopy, copyToMillion, keep, MILLION, takeKept } from './million.js';
import type { Figure, Measured, Scale } from './row.js';
import { ROWS } from './rows.js';
import type { ServerProcess } from './server-process.js';
import { SUBJECTS, type Subject } from './subject.js';
import { tableOf } from './table.js';

/** Measures each row on each server and prints one table. bench/README.md says how to read it. */
const { values } = parseArgs({
  options: { full: { type: 'boolean', default: false }, only: { type: 'string' }, runs: { type: 'string' } },
});
const scale: Scale = { full: values.full, runs: Number(values.runs ?? (values.full ? 5 : 3)) };

/** What `--only` names; all of them if it names none. */
const chosen = (names: readonly string[]): readonly string[] => {
  const wanted = values.only?.split(',') ?? [];
  const found = names.filter((name) => wanted.includes(name));
  return found.length === 0 ? names : found;
};
const known = [...Object.keys(ROWS), ...SUBJECTS.map(({ name }) => name)];
const unknown = values.only?.split(',').filter((name) => !known.includes(name)) ?? [];
if (unknown.length > 0) throw new Error(`--only ${unknown} is none of ${known.join(', ')}`);

const measured = async (row: string, server: Measured): Promise<readonly Figure[]> => {
  const load = fork(join(import.meta.dirname, 'load.ts'), [row, JSON.stringify(server), JSON.stringify(scale)]);
  const [answer] = (await once(load, 'message')) as [{ readonly figures?: readonly Figure[]; readonly error?: string }];
  if (answer.figures === undefined) throw new Error(answer.error);
  return answer.figures;
};

/** One row of one server, on a storage of its own. */
const onFreshServer = async (row: string, subject: Subject): Promise<readonly Figure[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'cti-bench-'));
  const { start, access, drop } = await subject.open(folder);
  const server = await start();
  try {
    const { port, pid, startMs } = server;
    const { keepsHistory } = subject;
    return await measured(row, { port, pid, startMs, keepsHistory, stored: 0, ...(await access(port)) });
  } catch (thrown) {
    throw new Error(`${row} of ${subject.name}`, { cause: thrown });
  } finally {
    await server.stop();
    await drop();
    await rm(folder, { recursive: true });
  }
};

/** The reads with a million calls; nothing where they cannot be written straight into the storage. */
const onMillion = async (subject: Subject): Promise<readonly Figure[]> => {
  if (!canCopy(subject.name)) return [];
  const folder = await mkdtemp(join(tmpdir(), 'cti-bench-'));
  const kept = await takeKept(subject.name, folder);
  const opened = await subject.open(folder);
  const measuredOf = (server: ServerProcess, access: Access): Measured => {
    const { port, pid, startMs } = server;
    return { port, pid, startMs, keepsHistory: true, stored: MILLION, ...access };
  };
  const prepare = async (): Promise<Access> => {
    const first = await opened.start();
    const access = await opened.access(first.port);
    await fill(measuredOf(first, access), 0, BY_WEBHOOK).finally(first.stop);
    await copyToMillion(subject.name, folder, opened.env);
    await keep(subject.name, folder, access);
    return access;
  };
  let server: ServerProcess | null = null;
  try {
    const access = kept ?? (await prepare());
    server = await opened.start();
    return await measured('reads', measuredOf(server, access));
  } finally {
    await server?.stop();
    await opened.drop();
    await rm(folder, { recursive: true });
  }
};

process.setMaxListeners(0);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const results = new Map<string, Figure[]>();
const subjects = chosen(SUBJECTS.map(({ name }) => name));
for (const subject of SUBJECTS.filter(({ name }) => subjects.includes(name))) {
  const figures: Figure[] = [];
  for (const row of chosen(Object.keys(ROWS))) {
    process.stderr.write(`${subject.name}: ${row}\n`);
    figures.push(...(await onFreshServer(row, subject)));
    if (row === 'reads' && scale.full) figures.push(...(await onMillion(subject)));
  }
  results.set(subject.name, figures);
}

const [cpu] = cpus();
const machine = `${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
process.stdout.write(`${tableOf(results)}\n\n${machine}, shared with the load. Node ${process.version}, `);
process.stdout.write(
  `µWebSockets.js; ${new Date().toISOString().slice(0, 10)}; medians of ${scale.runs} runs${scale.full ? ', --full' : ''}.\n`,
);
