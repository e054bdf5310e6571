import type { InboxStatus } from '../../../../../application/ports/inbox.js';

/**
 * Part of the number of inbox events of a status. Triggers update it, because counting the inbox itself takes too long;
 * an engine may split one count over several rows.
 */
export interface InboxCountRow {
  readonly status: InboxStatus;
  readonly count: number;
}
