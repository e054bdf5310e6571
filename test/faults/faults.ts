import type { CuttableProxy } from '../support/cuttable-proxy.js';
import type { Engine, Office } from './office.js';

/** What happens to a server under load. */
export interface Fault {
  readonly name: string;
  readonly engines: readonly Engine[];
  /** How often it happens in one run. */
  readonly rounds: number;
  readonly happen: (office: Office, lasting: (milliseconds: number) => Promise<void>) => Promise<void>;
}

const ALL: readonly Engine[] = ['sqlite', 'postgres', 'mongodb'];
const NETWORKED: readonly Engine[] = ['postgres', 'mongodb'];

const proxyOf = ({ proxy }: Office): CuttableProxy => {
  if (proxy === null) throw new Error('an embedded storage has no connection to break');
  return proxy;
};

const stopped = async (office: Office): Promise<void> => {
  const code = await office.end('SIGTERM');
  await office.start();
  if (code !== 0) throw new Error(`SIGTERM ended the server with ${code}`);
};

export const FAULTS: readonly Fault[] = [
  {
    name: 'kill -9',
    engines: ALL,
    rounds: 4,
    happen: async (office) => {
      await office.end('SIGKILL');
      await office.start();
    },
  },
  { name: 'SIGTERM', engines: ALL, rounds: 4, happen: stopped },
  {
    name: 'storage refuses',
    engines: NETWORKED,
    rounds: 1,
    happen: async (office, lasting) => {
      await proxyOf(office).cut();
      await lasting(3000);
      await proxyOf(office).restore();
    },
  },
  {
    name: 'storage loses its connections',
    engines: NETWORKED,
    rounds: 4,
    happen: async (office) => {
      await proxyOf(office).cut();
      await proxyOf(office).restore();
    },
  },
  {
    name: 'storage hangs',
    engines: NETWORKED,
    rounds: 1,
    happen: async (office, lasting) => {
      proxyOf(office).stall();
      await lasting(6000);
      proxyOf(office).resume();
    },
  },
];
