import { onServer } from '../support/postgres.js';
import type { Engine, Needs, Office } from './office.js';
import { until } from './until.js';

/** What happens to a server under load. */
export interface Fault {
  readonly name: string;
  readonly engines: readonly Engine[];
  /** How often it happens in one run. */
  readonly rounds: number;
  readonly needs?: Needs;
  /** Whether a process dies: what it held waits for its lease, and may then come too late to be told (contract §7). */
  readonly kills?: boolean;
  readonly happen: (office: Office, lasting: (milliseconds: number) => Promise<void>) => Promise<void>;
}

const ALL: readonly Engine[] = ['sqlite', 'postgres', 'mongodb'];
const NETWORKED: readonly Engine[] = ['postgres', 'mongodb'];

const there = <A>(part: A | null | undefined): A => {
  if (part === null || part === undefined) throw new Error('the fault needs what this office does not have');
  return part;
};

const killed = async (office: Office): Promise<void> => {
  await office.end('SIGKILL');
  await office.start();
};

const stopped = async (office: Office): Promise<void> => {
  const code = await office.end('SIGTERM');
  await office.start();
  if (code !== 0) throw new Error(`SIGTERM ended the server with ${code}`);
};

/** As after a failover: every session is read-only from now on, also those that are opened anew. */
const readOnly = async (url: string, isOn: boolean): Promise<void> => {
  const name = new URL(url).pathname.slice(1);
  const admin = new URL(url);
  admin.pathname = '/postgres';
  await onServer(
    admin.href,
    `alter database "${name}" set default_transaction_read_only = ${isOn ? 'on' : 'off'}`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
};

/** Whether a server's clock is so many seconds ahead of the machine's, as the time in its health says. */
const isAhead = async (url: string, seconds: number): Promise<boolean> => {
  const answer = await fetch(`${url}/health`).catch(() => null);
  const { timestamp } = JSON.parse((await answer?.text()) ?? '{}');
  return Math.abs(Date.parse(timestamp) - Date.now() - seconds * 1000) < 5000;
};

export const FAULTS: readonly Fault[] = [
  { name: 'kill -9', engines: ALL, rounds: 4, kills: true, happen: killed },
  { name: 'SIGTERM', engines: ALL, rounds: 4, happen: stopped },
  {
    name: 'storage refuses',
    engines: NETWORKED,
    rounds: 1,
    happen: async ({ proxy }, lasting) => {
      await there(proxy).cut();
      await lasting(3000);
      await there(proxy).restore();
    },
  },
  {
    name: 'storage loses its connections',
    engines: NETWORKED,
    rounds: 4,
    happen: async ({ proxy }) => {
      await there(proxy).cut();
      await there(proxy).restore();
    },
  },
  {
    name: 'storage hangs',
    engines: NETWORKED,
    rounds: 1,
    happen: async ({ proxy }, lasting) => {
      there(proxy).stall();
      await lasting(6000);
      there(proxy).resume();
    },
  },
  {
    name: 'storage is read-only',
    engines: ['postgres'],
    rounds: 1,
    happen: async ({ database }, lasting) => {
      await readOnly(there(database), true);
      await lasting(4000);
      // A connection that is kept through it would stay read-only for ever.
      await readOnly(there(database), false);
    },
  },
  {
    name: 'the disk is full',
    engines: ['sqlite'],
    rounds: 2,
    needs: { smallDisk: true },
    happen: async ({ disk }, lasting) => {
      await there(disk).fill();
      await lasting(2000);
      await there(disk).makeRoom();
    },
  },
  {
    name: 'the clock goes forward and back',
    engines: ALL,
    rounds: 1,
    needs: { clock: true },
    happen: async ({ clock, urls }, lasting) => {
      for (const seconds of [3600, 0, -3600, 0]) {
        await there(clock).set(seconds);
        if (!(await until(() => isAhead(urls[0] ?? '', seconds), 10_000))) throw new Error('the clock was not set');
        await lasting(1000);
      }
    },
  },
  {
    name: 'Redis is gone and comes back',
    engines: NETWORKED,
    rounds: 1,
    needs: { twoProcesses: true },
    happen: async ({ redis }, lasting) => {
      await there(redis).kill();
      await lasting(2000);
      await there(redis).start();
    },
  },
  {
    name: 'Redis is paused',
    engines: NETWORKED,
    rounds: 1,
    needs: { twoProcesses: true },
    happen: async ({ redis }, lasting) => {
      there(redis).pause();
      await lasting(4000);
      there(redis).resume();
    },
  },
  {
    name: 'one of two processes dies',
    engines: NETWORKED,
    rounds: 2,
    needs: { twoProcesses: true },
    kills: true,
    happen: async (office) => {
      await office.end('SIGKILL', 1);
      await office.start(1);
    },
  },
];
