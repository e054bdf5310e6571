import { setTimeout as pause } from 'node:timers/promises';
import { ownServer } from '../support/own-server.js';
import { percentile } from '../support/percentile.js';

/**
 * Offers a server more webhooks than it can take, up to five times as many, and shows what became of them: how long those took that were
 * accepted, how the others were refused, and how long it took until the server was quick again.
 */
const SECONDS = 5;
const CALLERS = 32;
const FACTORS = [1, 2, 5] as const;
const QUICK_MS = 100;
const RECOVERY_MS = 30_000;

const server = await ownServer();
let calls = 0;
const ring = () => {
  calls += 1;
  return { event_type: 'call.ring', call_id: calls, direction: 'inbound' };
};

/** How many a second are accepted from callers each of which waits for its answer. */
const capacity = async (): Promise<number> => {
  const until = performance.now() + SECONDS * 1_000;
  let accepted = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() < until) {
      const answer = await server.deliver(ring());
      await answer.text();
      if (answer.status === 200) accepted += 1;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return accepted / SECONDS;
};

interface Outcome {
  readonly offered: number;
  readonly accepted: readonly number[];
  readonly refused: number;
  /** Refused without saying when to try again, or not answered. */
  readonly lost: number;
  readonly recoveredMs: number;
}

/** Offers so many a second, whatever becomes of them. */
const offer = async (perSecond: number): Promise<Outcome> => {
  const accepted: number[] = [];
  let refused = 0;
  let lost = 0;
  const send = async (): Promise<void> => {
    const sent = performance.now();
    const answer = await server.deliver(ring(), 10_000).catch(() => null);
    await answer?.text();
    if (answer?.status === 200) accepted.push(performance.now() - sent);
    else if (answer?.status === 503 && answer.headers.has('retry-after')) refused += 1;
    else lost += 1;
  };
  const begun = performance.now();
  const under: Promise<void>[] = [];
  while (performance.now() - begun < SECONDS * 1_000) {
    const due = Math.floor(((performance.now() - begun) / 1_000) * perSecond);
    while (under.length < due) under.push(send());
    await pause(1);
  }
  const ended = performance.now();
  await Promise.all(under);
  let recoveredMs = Number.NaN;
  while (Number.isNaN(recoveredMs) && performance.now() - ended < RECOVERY_MS) {
    const sent = performance.now();
    const answer = await server.deliver(ring()).catch(() => null);
    if (answer?.status === 200 && performance.now() - sent < QUICK_MS) recoveredMs = performance.now() - ended;
  }
  return { offered: under.length, accepted, refused, lost, recoveredMs };
};

const most = await capacity();
process.stdout.write(`${Math.round(most)} a second are accepted from ${CALLERS} callers that wait\n\n`);
process.stdout.write(
  '| times that | offered | accepted | 503 with retry-after | lost | p50 (ms) | p99 (ms) | quick again after (ms) |\n',
);
process.stdout.write('| --- | --- | --- | --- | --- | --- | --- | --- |\n');
const failures: string[] = [];
for (const factor of FACTORS) {
  const { offered, accepted, refused, lost, recoveredMs } = await offer(most * factor);
  const cells = [factor, offered, accepted.length, refused, lost];
  const times = [percentile(accepted, 0.5), percentile(accepted, 0.99), recoveredMs].map((ms) => Math.round(ms));
  process.stdout.write(`| ${[...cells, ...times].join(' | ')} |\n`);
  if (accepted.length === 0) failures.push(`${factor} times: nothing was accepted`);
  if (Number.isNaN(recoveredMs)) failures.push(`${factor} times: the server was not quick again`);
}
await server.stop();
for (const failure of failures) process.stdout.write(`\nfailed: ${failure}\n`);
process.stdout.write(`\n${failures.length === 0 ? '1 passed, 0 failed' : `0 passed, ${failures.length} failed`}\n`);
process.exit(failures.length === 0 ? 0 : 1);
