import type { InboxEvent } from './inbox.js';

/** Takes over kept events, to process them soon and in order. Losing one costs time only: the inbox still has it. */
export interface WorkQueue {
  readonly push: (events: readonly InboxEvent[]) => void;
}
