import type { CtiEvent, CtiEventOf, CtiEventType } from '../client/index.js';
import { isSameCrmUser } from './crm-user.js';

/** Which events are wanted. */
export interface EventFilter<T extends CtiEventType = CtiEventType> {
  readonly events?: readonly T[] | undefined;
  readonly crmUser?: string | undefined;
}

/** Whether an event passes a filter: also one by which a call leaves this CRM user. */
export const passes = ({ events, crmUser }: EventFilter, event: CtiEvent): boolean =>
  (events === undefined || events.includes(event.event)) && (crmUser === undefined || concerns(event, crmUser));

const concerns = (event: CtiEvent, crmUser: string): boolean =>
  ('target_crm_user' in event && isSameCrmUser(event.target_crm_user, crmUser)) ||
  ('previous_crm_user' in event && isSameCrmUser(event.previous_crm_user, crmUser));

/** The same as part of `passes`, for the compiler: the event has one of the wanted types. */
export const isOf = <T extends CtiEventType>({ events }: EventFilter<T>, event: CtiEvent): event is CtiEventOf<T> =>
  events === undefined || events.some((type) => type === event.event);
