import type { CallView } from '../../../domain/call/call-view.js';

/** The order of calls by when they last changed; what changed together, by id. */
export const byLeastRecentlyUpdated = (x: CallView, y: CallView): number =>
  x.updatedAt - y.updatedAt || (x.id < y.id ? -1 : 1);
