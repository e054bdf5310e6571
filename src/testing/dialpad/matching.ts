import type { CallSubscription, SimulatedSubscription, SmsSubscription } from './subscription.js';
import { targetWord } from './subscription-words.js';
import type { DialpadPayload, TimedEvent } from './timed-event.js';

/** Whether an event is delivered to a subscription. */
export const isWanted = (
  { kind, payload }: TimedEvent,
  subscription: SimulatedSubscription,
  allStatesFire: boolean,
): boolean =>
  subscription.enabled &&
  kind === subscription.kind &&
  isOfTarget(payload, subscription.target) &&
  (subscription.kind === 'call' ? wantsCall(payload, subscription, allStatesFire) : wantsSms(payload, subscription));

const wantsCall = (payload: DialpadPayload, { callStates, groupCallsOnly }: CallSubscription, allStatesFire: boolean) =>
  (callStates.includes(String(payload.state)) || (allStatesFire && callStates.includes('all'))) &&
  (!groupCallsOnly || (payload.group_id ?? null) !== null);

/** The first event of a message has the status `pending`; the others report its delivery. */
const wantsSms = (payload: DialpadPayload, { direction, status, includeInternal }: SmsSubscription): boolean =>
  (direction === 'all' || direction === payload.direction) &&
  (status || payload.message_status === 'pending') &&
  (includeInternal || payload.is_internal !== true);

/** An office as a target covers its own calls and those of its people and lines. */
const isOfTarget = (payload: DialpadPayload, wanted: SimulatedSubscription['target']): boolean => {
  if (wanted === null) return true;
  const target = (payload.target ?? {}) as DialpadPayload;
  if (wanted.type === 'office' && String(target.office_id) === wanted.id) return true;
  return targetWord(target.type) === wanted.type && String(target.id) === wanted.id;
};

/**
 * The payload as a subscription gets it, by the scopes of the access that created it (null for all): texts and recordings are left out
 * without the scope to export them.
 */
export const withinScopes = (
  { kind, payload }: TimedEvent,
  { scopes, target }: Pick<SimulatedSubscription, 'scopes' | 'target'>,
): DialpadPayload => {
  if (scopes === null) return payload;
  const withheld =
    kind === 'call'
      ? { recording_url: scopes.includes('recordings_export') }
      : textFields(
          scopes.includes('message_content_export:all') ||
            (target !== null && scopes.includes('message_content_export')),
        );
  const names = Object.entries(withheld).flatMap(([name, allowed]) => (allowed ? [] : [name]));
  return Object.fromEntries(Object.entries(payload).filter(([name]) => !names.includes(name)));
};

const textFields = (allowed: boolean) => ({ text: allowed, text_content: allowed });
