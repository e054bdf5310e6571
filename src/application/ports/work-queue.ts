import type { InboxEvent } from './inbox.js';

/** Takes stored events to process them soon and in order. If one is lost here it is only late: the inbox still has it. */
export interface WorkQueue {
  readonly push: (events: readonly InboxEvent[]) => void;
}
