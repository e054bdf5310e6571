import type { Row } from './row.js';
import { atRest } from './rows/at-rest.js';
import { fanOut } from './rows/fan-out.js';
import { latency } from './rows/latency.js';
import { reads } from './rows/reads.js';
import { resuming } from './rows/resuming.js';
import { webhooks } from './rows/webhooks.js';

/** What is measured, in the order of the table. */
export const ROWS: Readonly<Record<string, Row>> = {
  webhooks,
  reads,
  latency,
  'fan-out': fanOut,
  resuming,
  'at-rest': atRest,
};
