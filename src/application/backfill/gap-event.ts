import type { Gap } from '../../domain/coverage/coverage.js';
import type { PendingEvent } from '../../domain/event/app-event.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';

/** The event that announces a gap. It concerns no user in particular. */
export const pendingGapEvent = (
  appId: AppId,
  type: 'coverage.gap_detected' | 'coverage.gap_filled',
  gap: Gap,
  now: Timestamp,
): PendingEvent => ({ appId, happenedAt: now, replayed: false, dialpadUserId: null, content: { type, gap } });
