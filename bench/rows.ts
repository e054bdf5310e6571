import { freePort } from '../src/testing/free-port.js';
import type { Figure, Row, Scale } from './row.js';
import { atRest } from './rows/at-rest.js';
import { fanOut } from './rows/fan-out.js';
import { growth, sideBySide } from './rows/growth.js';
import { latency } from './rows/latency.js';
import { reads } from './rows/reads.js';
import { resuming } from './rows/resuming.js';
import { scaling } from './rows/scaling.js';
import { webhooks } from './rows/webhooks.js';
import type { Env, Subject } from './subject.js';

/** A row, and the servers that it is measured on. */
export interface Plan {
  readonly measure: Row;
  /** Which servers it is measured on; all of them by default. */
  readonly isFor?: (subject: Subject) => boolean;
  /** With `--full` it is measured once more on a storage with a million calls. */
  readonly onMillion?: boolean;
  /** The order of its figures in the table; that in which they are taken by default. */
  readonly ordered?: (figures: readonly Figure[]) => readonly Figure[];
  /** How often the server is started, for the median of the time that takes; once by default. */
  readonly starts?: number;
  /** The variables of each fresh server that it is measured on; one without any by default. */
  readonly servers?: (scale: Scale) => Promise<readonly Env[]>;
}

/** One port, known before: the processes of a server share it. */
const processes = async (n: number): Promise<Env> => ({ CTI_PROCESSES: String(n), PORT: String(await freePort()) });

/** What is measured, in the order of the table. */
export const ROWS: Readonly<Record<string, Plan>> = {
  webhooks: { measure: webhooks },
  reads: { measure: reads, onMillion: true },
  latency: { measure: latency },
  'fan-out': { measure: fanOut },
  resuming: { measure: resuming, isFor: ({ keepsHistory }) => keepsHistory },
  'at-rest': { measure: atRest, starts: 3 },
  growth: {
    measure: growth,
    ordered: sideBySide,
    isFor: ({ hasApps, name }) => hasApps && name !== 'sqlite-node',
    onMillion: true,
  },
  scaling: {
    measure: scaling,
    isFor: ({ isShared }) => isShared,
    servers: ({ full }) => Promise.all((full ? [1, 2, 4] : [1, 2]).map(processes)),
  },
};
