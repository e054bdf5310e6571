import { type Fields, idIn } from './api-request.js';
import type { SimulatedSubscription, SubscriptionKind } from './subscription.js';
import { CALL_STATES, SMS_DIRECTIONS, TARGET_TYPES } from './subscription-words.js';
import type { Webhooks } from './webhooks.js';

/** Integrators' older code sends the webhook's id as `webhook_id`. */
const endpointOf = (body: Fields): unknown => (body.endpoint_id === undefined ? body.webhook_id : body.endpoint_id);

/** Why a new subscription's body is refused; null if it is not. */
export const createComplaintOf = (kind: SubscriptionKind, body: Fields, webhooks: Webhooks): string | null =>
  complaintOf(kind, body, webhooks) ??
  (kind === 'sms' && body.direction === undefined ? 'direction is required.' : null);

/** Why the fields of a body are refused; null if they are not. */
export const complaintOf = (kind: SubscriptionKind, body: Fields, webhooks: Webhooks): string | null =>
  endpointComplaint(body, webhooks) ??
  booleanComplaint(kind, body) ??
  targetComplaint(body) ??
  (kind === 'sms' ? directionComplaint(body) : statesComplaint(body));

const endpointComplaint = (body: Fields, webhooks: Webhooks): string | null => {
  const endpoint = endpointOf(body) ?? null;
  return endpoint !== null && webhooks.find(idIn(endpoint) ?? '') === null ? 'endpoint_id names no webhook.' : null;
};

const BOOLEANS: Readonly<Record<SubscriptionKind, readonly string[]>> = {
  call: ['enabled', 'group_calls_only'],
  sms: ['enabled', 'status', 'include_internal'],
};

const booleanComplaint = (kind: SubscriptionKind, body: Fields): string | null => {
  const wrong = BOOLEANS[kind].find((name) => !['boolean', 'undefined'].includes(typeof (body[name] ?? undefined)));
  return wrong === undefined ? null : `${wrong} must be true or false.`;
};

const targetComplaint = ({ target_type, target_id }: Fields): string | null => {
  const [type, id] = [target_type ?? null, target_id ?? null];
  if (type !== null && !TARGET_TYPES.includes(String(type))) return 'target_type is unknown.';
  if (id !== null && idIn(id) === null) return 'target_id is no id.';
  return (id === null) === (type === null) ? null : 'target_id and target_type go together.';
};

const directionComplaint = ({ direction }: Fields): string | null =>
  direction === undefined || SMS_DIRECTIONS.some((one) => one === direction)
    ? null
    : 'direction must be all, inbound or outbound.';

const statesComplaint = (body: Fields): string | null => {
  const states: unknown = body.call_states ?? [];
  const isKnown = Array.isArray(states) && states.every((state) => state === 'all' || CALL_STATES.includes(state));
  return isKnown ? null : 'call_states holds an unknown state.';
};

/** The subscription with the fields that a body gives. The body must have no complaint. */
export const withFieldsOf = <S extends SimulatedSubscription>(body: Fields, before: S): S => {
  const endpoint = endpointOf(body);
  const common = {
    webhookId: endpoint === undefined ? before.webhookId : idIn(endpoint),
    enabled: body.enabled ?? before.enabled,
    target: idIn(body.target_id) === null ? before.target : { type: body.target_type, id: idIn(body.target_id) },
  };
  return before.kind === 'call'
    ? {
        ...before,
        ...common,
        callStates: body.call_states ?? before.callStates,
        groupCallsOnly: body.group_calls_only ?? before.groupCallsOnly,
      }
    : {
        ...before,
        ...common,
        direction: body.direction ?? before.direction,
        status: body.status ?? before.status,
        includeInternal: body.include_internal ?? before.includeInternal,
      };
};
