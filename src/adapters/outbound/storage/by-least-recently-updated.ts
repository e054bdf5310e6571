import type { CallView } from '../../../domain/call/call-view.js';

/** Orders calls by their last update, oldest first; calls that were updated at the same time, by id. */
export const byLeastRecentlyUpdated = (x: CallView, y: CallView): number =>
  x.updatedAt - y.updatedAt || (x.id < y.id ? -1 : 1);
