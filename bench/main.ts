import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fill } from './fill.js';
import { BY_WEBHOOK, canCopy, copyToMillion, keep, MILLION, takeKept } from './million.js';
import type { Access } from './new-app.js';
import { type Figure, type Measured, scaleOf } from './row.js';
import { ROWS } from './rows.js';
import type { ServerProcess } from './server-process.js';
import { median } from './statistics.js';
import { type Env, type Opened, SUBJECTS, type Subject } from './subject.js';
import { tableOf } from './table.js';

/** Measures each row on each server and prints one table. bench/README.md says how to read it. */
const { values } = parseArgs({
  options: { full: { type: 'boolean', default: false }, only: { type: 'string' }, runs: { type: 'string' } },
});
const scale = scaleOf(values.full, values.runs === undefined ? null : Number(values.runs));

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

/** What serves the requests of each server. */
const transports = new Map<string, string>();

const started = async (subject: Subject, opened: Opened, more: Env = {}): Promise<ServerProcess> => {
  const server = await opened.start(more);
  // The first of several processes serves nobody itself, and does not say it.
  if (server.transport !== '') transports.set(subject.name, server.transport);
  return server;
};

const measuredOf = (server: ServerProcess, subject: Subject, access: Access): Measured => {
  const { port, pid, startMs } = server;
  const { keepsHistory, hasApps } = subject;
  return { ...{ port, pid, startMs, keepsHistory, hasApps, processes: 1, stored: 0 }, ...access };
};

/** How long a start takes: the median of several, each of which ends again. */
const startTime = async (opened: Opened, starts: number): Promise<number> => {
  const times: number[] = [];
  for (let n = 0; n < starts; n += 1) {
    const { startMs, stop } = await opened.start();
    await stop();
    times.push(startMs);
  }
  return median(times);
};

/** One row of one server, on a storage of its own. */
const onFreshServer = async (row: string, subject: Subject, env: Env): Promise<readonly Figure[]> => {
  const { starts = 1 } = ROWS[row] ?? {};
  const folder = await mkdtemp(join(tmpdir(), 'cti-bench-'));
  const opened = await subject.open(folder);
  let server: ServerProcess | null = null;
  try {
    const startMs = starts === 1 ? null : await startTime(opened, starts);
    server = await started(subject, opened, env);
    const target = measuredOf(server, subject, await opened.access(server.port));
    const processes = Number(env.CTI_PROCESSES ?? 1);
    return await measured(row, { ...target, processes, startMs: startMs ?? server.startMs });
  } catch (thrown) {
    throw new Error(`${row} of ${subject.name}`, { cause: thrown });
  } finally {
    await server?.stop();
    await opened.drop();
    await rm(folder, { recursive: true });
  }
};

/** Stores a million calls, by webhooks and as copies; or takes those of an earlier run. */
const storeMillion = async (subject: Subject, opened: Opened, folder: string): Promise<Access> => {
  const kept = await takeKept(subject.name, folder);
  if (kept !== null) return kept;
  const first = await opened.start();
  const access = await opened.access(first.port);
  await fill({ port: first.port, ...access }, 0, BY_WEBHOOK).finally(first.stop);
  await copyToMillion(subject.name, folder, opened.env);
  await keep(subject.name, folder, access);
  return access;
};

/** Rows on a storage with a million calls; nothing where they cannot be written straight into it. */
const onMillion = async (
  rows: readonly string[],
  subject: Subject,
): Promise<ReadonlyMap<string, readonly Figure[]>> => {
  const figures = new Map<string, readonly Figure[]>();
  if (rows.length === 0 || !canCopy(subject.name)) return figures;
  const folder = await mkdtemp(join(tmpdir(), 'cti-bench-'));
  const opened = await subject.open(folder);
  let server: ServerProcess | null = null;
  try {
    const access = await storeMillion(subject, opened, folder);
    server = await started(subject, opened);
    for (const row of rows)
      figures.set(row, await measured(row, { ...measuredOf(server, subject, access), stored: MILLION }));
    return figures;
  } finally {
    await server?.stop();
    await opened.drop();
    await rm(folder, { recursive: true });
  }
};

/** All rows of a server, in the order of the table. */
const figuresOf = async (subject: Subject): Promise<readonly Figure[]> => {
  const rows = chosen(Object.keys(ROWS)).filter((row) => ROWS[row]?.isFor?.(subject) ?? true);
  const taken = new Map<string, readonly Figure[]>();
  for (const row of rows) {
    process.stderr.write(`${subject.name}: ${row}\n`);
    const servers = (await ROWS[row]?.servers?.(scale)) ?? [{}];
    for (const env of servers) taken.set(row, [...(taken.get(row) ?? []), ...(await onFreshServer(row, subject, env))]);
  }
  const large = scale.full ? rows.filter((row) => ROWS[row]?.onMillion === true) : [];
  for (const [row, figures] of await onMillion(large, subject)) taken.set(row, [...(taken.get(row) ?? []), ...figures]);
  return [...taken].flatMap(([row, figures]) => ROWS[row]?.ordered?.(figures) ?? figures);
};

process.setMaxListeners(0);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const begun = performance.now();
const results = new Map<string, readonly Figure[]>();
const subjects = chosen(SUBJECTS.map(({ name }) => name));
for (const subject of SUBJECTS.filter(({ name }) => subjects.includes(name)))
  results.set(subject.name, await figuresOf(subject));

const TRANSPORTS: Readonly<Record<string, string>> = { uws: 'µWebSockets.js', node: "Node's own HTTP server" };
const served = [...new Set(transports.values())].map((transport) => {
  const names = [...transports].filter(([, other]) => other === transport).map(([name]) => name);
  return `${names.join(', ')}: ${TRANSPORTS[transport] ?? transport}`;
});
const [cpu] = cpus();
const lines = [
  `${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, shared with the load. Node ${process.version}.`,
  `Served by: ${served.join('; ')}.`,
  `${new Date().toISOString().slice(0, 10)}; medians of ${scale.runs} ${scale.runs === 1 ? 'run' : 'runs'}${scale.full ? ', --full' : ''}; ${((performance.now() - begun) / 60_000).toFixed(1)} minutes.`,
];
process.stdout.write(`${tableOf(results)}\n\n${lines.join(' ')}\n`);
