import { type Answer, ok, refusal } from './answer.js';
import { type Fields, idIn } from './api-request.js';
import type { NextId } from './cast.js';
import { numberKey, pageOf } from './pages.js';
import { CALL_STATES, SMS_DIRECTIONS, type SmsDirection, TARGET_TYPES } from './subscription-words.js';
import { type Webhooks, webhookJson } from './webhooks.js';

interface Common {
  readonly id: string;
  /** Null for one that delivers nowhere. */
  readonly webhookId: string | null;
  readonly enabled: boolean;
  /** Null for the whole company. */
  readonly target: { readonly type: string; readonly id: string } | null;
  /** What the access reached with which it was made; null for everything. */
  readonly scopes: readonly string[] | null;
}

export interface CallSubscription extends Common {
  readonly kind: 'call';
  readonly callStates: readonly string[];
  readonly groupCallsOnly: boolean;
}

export interface SmsSubscription extends Common {
  readonly kind: 'sms';
  readonly direction: SmsDirection;
  /** Whether each status of a delivery is told, too. */
  readonly status: boolean;
  readonly includeInternal: boolean;
}

export type SimulatedSubscription = CallSubscription | SmsSubscription;

export type Subscriptions = ReturnType<typeof subscriptionsOf>;

/** Dialpad's limits, for each type: over all targets, and for those that target the company. */
const MOST = 100;
const MAX_OF_COMPANY = 10;

/** The company's event subscriptions, of calls and of text messages. */
export const subscriptionsOf = (nextId: NextId, webhooks: Webhooks, pageSize: number) => {
  const kept = new Map<string, { readonly subscription: SimulatedSubscription; readonly key: string }>();
  let made = 0;

  const of = (kind: SimulatedSubscription['kind']) =>
    [...kept.values()].filter(({ subscription }) => subscription.kind === kind);

  const find = (kind: SimulatedSubscription['kind'], id: string): SimulatedSubscription | undefined => {
    const found = kept.get(id)?.subscription;
    return found?.kind === kind ? found : undefined;
  };

  const toJson = (subscription: SimulatedSubscription) => {
    const { id, enabled, target, webhookId } = subscription;
    const webhook = webhookId === null ? null : webhooks.find(webhookId);
    return {
      id,
      enabled,
      target_type: target?.type,
      target_id: target?.id,
      webhook: webhook === null ? null : webhookJson(webhook),
      ...(subscription.kind === 'call'
        ? { call_states: subscription.callStates, group_calls_only: subscription.groupCallsOnly }
        : {
            direction: subscription.direction,
            status: subscription.status,
            include_internal: subscription.includeInternal,
          }),
    };
  };

  const answerWith = (subscription: SimulatedSubscription | undefined): Answer =>
    subscription === undefined ? refusal(404, 'Subscription not found.') : ok(toJson(subscription));

  return {
    all: (): readonly SimulatedSubscription[] => [...kept.values()].map(({ subscription }) => subscription),
    clear: () => kept.clear(),

    list: (kind: SimulatedSubscription['kind'], query: URLSearchParams): Answer => {
      const wanted = of(kind).filter(
        ({ subscription: { target } }) =>
          (query.get('target_type') ?? target?.type) === target?.type &&
          (query.get('target_id') ?? target?.id) === target?.id,
      );
      return pageOf(
        wanted,
        ({ key }) => key,
        query.get('cursor'),
        pageSize,
        ({ subscription }) => toJson(subscription),
      );
    },
    get: (kind: SimulatedSubscription['kind'], id: string): Answer => answerWith(find(kind, id)),
    create: (kind: SimulatedSubscription['kind'], body: Fields, scopes: readonly string[] | null): Answer => {
      const id = String(nextId());
      const common = { id, webhookId: null, enabled: true, target: null, scopes };
      const complaint = complaintOf(kind, body, webhooks) ?? (kind === 'sms' ? lacking(body) : null);
      if (complaint !== null) return refusal(400, complaint);
      const blank: SimulatedSubscription =
        kind === 'call'
          ? { ...common, kind, callStates: CALL_STATES, groupCallsOnly: false }
          : { ...common, kind, direction: 'all', status: false, includeInternal: false };
      const subscription = changed(blank, body);
      const others = of(kind);
      const ofCompany = others.filter(({ subscription: { target } }) => target === null);
      if (others.length >= MOST || (subscription.target === null && ofCompany.length >= MAX_OF_COMPANY)) {
        return refusal(400, 'There are too many subscriptions of this type.');
      }
      made += 1;
      kept.set(id, { subscription, key: numberKey(made) });
      return answerWith(subscription);
    },
    update: (kind: SimulatedSubscription['kind'], id: string, body: Fields): Answer => {
      const found = find(kind, id);
      if (found === undefined) return answerWith(found);
      const complaint = complaintOf(kind, body, webhooks);
      if (complaint !== null) return refusal(400, complaint);
      const subscription = changed(found, body);
      kept.set(id, { subscription, key: kept.get(id)?.key ?? '' });
      return answerWith(subscription);
    },
    remove: (kind: SimulatedSubscription['kind'], id: string): Answer => {
      const found = find(kind, id);
      if (found !== undefined) kept.delete(id);
      return answerWith(found);
    },
  };
};

/** Older code of integrators calls the webhook's id so. */
const endpointOf = (body: Fields): unknown => (body.endpoint_id === undefined ? body.webhook_id : body.endpoint_id);

const lacking = ({ direction }: Fields): string | null => (direction === undefined ? 'direction is required.' : null);

/** What is wrong with the fields that are given; null where nothing is. */
const complaintOf = (kind: SimulatedSubscription['kind'], body: Fields, webhooks: Webhooks): string | null => {
  const endpoint = endpointOf(body) ?? null;
  if (endpoint !== null && webhooks.find(idIn(endpoint) ?? '') === null) return 'endpoint_id names no webhook.';
  for (const name of kind === 'call' ? ['enabled', 'group_calls_only'] : ['enabled', 'status', 'include_internal']) {
    if (!['boolean', 'undefined'].includes(typeof (body[name] ?? undefined))) return `${name} must be true or false.`;
  }
  if ((body.target_type ?? null) !== null && !TARGET_TYPES.includes(String(body.target_type))) {
    return 'target_type is none of those that exist.';
  }
  if ((body.target_id ?? null) !== null && idIn(body.target_id) === null) return 'target_id is no id.';
  if (((body.target_id ?? null) === null) !== ((body.target_type ?? null) === null)) {
    return 'target_id and target_type go together.';
  }
  if (kind === 'sms') {
    const { direction } = body;
    return direction === undefined || SMS_DIRECTIONS.some((one) => one === direction)
      ? null
      : 'direction must be all, inbound or outbound.';
  }
  const states: unknown = body.call_states ?? [];
  const known = Array.isArray(states) && states.every((state) => state === 'all' || CALL_STATES.includes(state));
  return known ? null : 'call_states holds a state that does not exist.';
};

/** A subscription with the fields of a body in place of its own. They have been checked. */
const changed = <S extends SimulatedSubscription>(before: S, body: Fields): S => {
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
