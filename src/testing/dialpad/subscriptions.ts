import { type Answer, ok, refusal } from './answer.js';
import type { Fields } from './api-request.js';
import type { NextId } from './dialpad-ids.js';
import { numberKey, pageOf } from './pages.js';
import {
  newSubscription,
  type SimulatedSubscription,
  type SubscriptionKind,
  subscriptionJson,
} from './subscription.js';
import { complaintOf, createComplaintOf, withFieldsOf } from './subscription-body.js';
import type { Webhooks } from './webhooks.js';

/** `key` orders the list by creation. */
interface StoredSubscription {
  readonly subscription: SimulatedSubscription;
  readonly key: string;
}

export type Subscriptions = ReturnType<typeof makeSubscriptions>;

/** Dialpad's limits for each kind: over all targets, and for subscriptions to the whole company. */
const MAX_SUBSCRIPTIONS = 100;
const MAX_OF_COMPANY = 10;

/** The company's event subscriptions, to calls and to text messages. */
export const makeSubscriptions = (nextId: NextId, webhooks: Webhooks, pageSize: number) => {
  const stored = new Map<string, StoredSubscription>();
  const store = (subscription: SimulatedSubscription, key: string): Answer => {
    stored.set(subscription.id, { subscription, key });
    return answerWith(subscription, webhooks);
  };
  let created = 0;

  return {
    all: (): readonly SimulatedSubscription[] => [...stored.values()].map(({ subscription }) => subscription),
    clear: () => stored.clear(),

    list: (kind: SubscriptionKind, query: URLSearchParams): Answer =>
      pageOf(
        ofKind(stored, kind).filter(({ subscription }) => isAsked(subscription, query)),
        ({ key }) => key,
        query.get('cursor'),
        pageSize,
        ({ subscription }) => jsonOf(subscription, webhooks),
      ),
    get: (kind: SubscriptionKind, id: string): Answer => answerWith(find(stored, kind, id)?.subscription, webhooks),
    create: (kind: SubscriptionKind, body: Fields, scopes: readonly string[] | null): Answer => {
      const id = String(nextId());
      const complaint = createComplaintOf(kind, body, webhooks);
      if (complaint !== null) return refusal(400, complaint);
      const subscription = withFieldsOf(body, newSubscription(kind, id, scopes));
      if (isTooMany(subscription, ofKind(stored, kind))) {
        return refusal(400, 'There are too many subscriptions of this type.');
      }
      created += 1;
      return store(subscription, numberKey(created));
    },
    update: (kind: SubscriptionKind, id: string, body: Fields): Answer => {
      const found = find(stored, kind, id);
      if (found === undefined) return answerWith(found, webhooks);
      const complaint = complaintOf(kind, body, webhooks);
      return complaint === null ? store(withFieldsOf(body, found.subscription), found.key) : refusal(400, complaint);
    },
    remove: (kind: SubscriptionKind, id: string): Answer => {
      const found = find(stored, kind, id);
      if (found !== undefined) stored.delete(id);
      return answerWith(found?.subscription, webhooks);
    },
  };
};

type Stored = ReadonlyMap<string, StoredSubscription>;

const ofKind = (stored: Stored, kind: SubscriptionKind): readonly StoredSubscription[] =>
  [...stored.values()].filter(({ subscription }) => subscription.kind === kind);

const find = (stored: Stored, kind: SubscriptionKind, id: string): StoredSubscription | undefined => {
  const found = stored.get(id);
  return found?.subscription.kind === kind ? found : undefined;
};

const isAsked = ({ target }: SimulatedSubscription, query: URLSearchParams): boolean =>
  (query.get('target_type') ?? target?.type) === target?.type && (query.get('target_id') ?? target?.id) === target?.id;

const isTooMany = (added: SimulatedSubscription, others: readonly StoredSubscription[]): boolean => {
  const ofCompany = others.filter(({ subscription }) => subscription.target === null);
  return others.length >= MAX_SUBSCRIPTIONS || (added.target === null && ofCompany.length >= MAX_OF_COMPANY);
};

const jsonOf = (subscription: SimulatedSubscription, webhooks: Webhooks) =>
  subscriptionJson(subscription, subscription.webhookId === null ? null : webhooks.find(subscription.webhookId));

const answerWith = (subscription: SimulatedSubscription | undefined, webhooks: Webhooks): Answer =>
  subscription === undefined ? refusal(404, 'Subscription not found.') : ok(jsonOf(subscription, webhooks));
