import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type {
  PhoneAccount,
  PhoneSubscription,
  PhoneSystem,
  PhoneSystemError,
  PhoneUser,
  PhoneWebhook,
  ReportedCall,
  SubscriptionKind,
} from '../../src/application/ports/phone-system.js';
import type { DialpadId } from '../../src/domain/dialpad-id.js';
import { dialpadId } from '../../src/testing/storage/samples.js';

type Request = keyof PhoneSystem;

/** A phone system in memory. */
export interface FakePhoneSystem extends PhoneSystem {
  readonly webhooks: Map<DialpadId, PhoneWebhook & { readonly secret: string | null }>;
  readonly subscriptions: Map<DialpadId, PhoneSubscription>;
  readonly calls: Map<DialpadId, ReportedCall>;
  users: readonly PhoneUser[];
  company: PhoneAccount;
  /** How many items a page has. */
  pageSize: number;
  /** The requests that came, in order. */
  readonly asked: Request[];
  /** The ranges that calls were listed for, in order, and each page of them. */
  readonly listed: { readonly from: number; readonly to: number; readonly page: string | null }[];
  /** Runs before a request is carried out; an error that it answers refuses the request. */
  before: (request: Request, nth: number) => Promise<PhoneSystemError | null> | PhoneSystemError | null;
  /** Runs after a request was carried out; an error that it answers replaces the answer. */
  after: (request: Request, nth: number) => Promise<PhoneSystemError | null> | PhoneSystemError | null;
}

export const fakePhoneSystem = (): FakePhoneSystem => {
  let made = 700;
  const nextId = (): DialpadId => {
    made += 1;
    return dialpadId(made);
  };

  const request =
    <A>(name: Request, work: () => E.Either<PhoneSystemError, A>) =>
    async (): Promise<E.Either<PhoneSystemError, A>> => {
      fake.asked.push(name);
      const nth = fake.asked.filter((one) => one === name).length;
      const refused = await fake.before(name, nth);
      if (refused !== null) return E.left(refused);
      const done = work();
      const lost = await fake.after(name, nth);
      return lost === null ? done : E.left(lost);
    };

  const pageOf = <A>(items: readonly A[], next: string | null) => {
    const from = Number(next ?? 0);
    const to = from + fake.pageSize;
    return E.right({ items: items.slice(from, to), next: to < items.length ? String(to) : null });
  };

  const missing = (what: string): E.Either<PhoneSystemError, never> =>
    E.left({ _tag: 'RequestRefused', detail: `there is no such ${what}` });

  const fake: FakePhoneSystem = {
    webhooks: new Map(),
    subscriptions: new Map(),
    calls: new Map(),
    users: [],
    company: { name: 'Acme', organizations: [dialpadId(900)] },
    pageSize: 2,
    asked: [],
    listed: [],
    before: () => null,
    after: () => null,

    listCalls: (_access, { from, to }, page) =>
      request('listCalls', () => {
        fake.listed.push({ from, to, page });
        const found = [...fake.calls.values()]
          .filter(({ over, startedAt }) => over && startedAt !== null && startedAt >= from && startedAt < to)
          .sort((x, y) => (y.startedAt ?? 0) - (x.startedAt ?? 0));
        return pageOf(found, page);
      }),
    findCall: (_access, id) => request('findCall', () => E.right(O.fromNullable(fake.calls.get(id)))),
    listUsers: (_access, next) => request('listUsers', () => pageOf(fake.users, next)),
    account: () => request('account', () => E.right(fake.company)),

    listWebhooks: (_access, next) => request('listWebhooks', () => pageOf([...fake.webhooks.values()], next)),
    createWebhook: (_access, { url, secret }) =>
      request('createWebhook', () => {
        const webhook = { id: nextId(), url, isSigned: true, secret };
        fake.webhooks.set(webhook.id, webhook);
        return E.right(webhook);
      }),
    changeWebhookSecret: (_access, id, secret) =>
      request('changeWebhookSecret', () => {
        const webhook = fake.webhooks.get(id);
        if (webhook === undefined) return missing('webhook');
        fake.webhooks.set(id, { ...webhook, secret, isSigned: true });
        return E.right(webhook);
      }),
    deleteWebhook: (_access, id) =>
      request('deleteWebhook', () => {
        fake.webhooks.delete(id);
        for (const [key, one] of fake.subscriptions) {
          if (one.webhookId === id) fake.subscriptions.set(key, { ...one, webhookId: null });
        }
        return E.right(undefined);
      }),

    listSubscriptions: (_access, kind, next) =>
      request('listSubscriptions', () =>
        pageOf(
          [...fake.subscriptions.values()].filter((one) => one.kind === kind),
          next,
        ),
      ),
    createSubscription: (_access, kind, webhookId) =>
      request('createSubscription', () => {
        const subscription = { id: nextId(), kind, webhookId, isEnabled: true, isComplete: true };
        fake.subscriptions.set(subscription.id, subscription);
        return E.right(subscription);
      }),
    repairSubscription: (_access, _kind, id, webhookId) =>
      request('repairSubscription', () => {
        const before = fake.subscriptions.get(id);
        if (before === undefined) return missing('subscription');
        const subscription = { ...before, webhookId, isEnabled: true, isComplete: true };
        fake.subscriptions.set(id, subscription);
        return E.right(subscription);
      }),
    deleteSubscription: (_access, _kind, id) =>
      request('deleteSubscription', () => {
        fake.subscriptions.delete(id);
        return E.right(undefined);
      }),
  };
  return fake;
};

/** A subscription, complete and enabled unless `more` says otherwise. */
export const subscription = (
  id: number,
  kind: SubscriptionKind,
  more: Partial<PhoneSubscription> = {},
): PhoneSubscription => ({ id: dialpadId(id), kind, webhookId: null, isEnabled: true, isComplete: true, ...more });
