import type { EventContent } from '../event/app-event.js';
import type { Call } from './call.js';
import { hasRung, isRinging } from './call-announcements.js';
import { viewOf } from './call-view.js';

/**
 * What to announce of a call when the person whom it concerns becomes another CRM user: nothing unless it rings and has been
 * announced; else that it is no longer the one before's (null if there was none), after a ring if it is an incoming call.
 */
export const remapped = (call: Call, previousCrmUser: string | null): readonly EventContent[] => {
  if (!isRinging(call) || !hasRung(call)) return [];
  const view = viewOf(call);
  const previous =
    previousCrmUser === null ? {} : { previous: { dialpadUserId: view.dialpadUserId, crmUser: previousCrmUser } };
  const update: EventContent = { type: 'call.updated', call: view, changed: ['targetCrmUser'], ...previous };
  return view.direction === 'outbound' ? [update] : [{ type: 'call.ring', call: view }, update];
};
