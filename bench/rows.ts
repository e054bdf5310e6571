import type { Row } from './row.js';
import { reads } from './rows/reads.js';
import { webhooks } from './rows/webhooks.js';

/** What is measured, in the order of the table. */
export const ROWS: Readonly<Record<string, Row>> = { webhooks, reads };
