import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import {
  isWanted,
  plannedWebhook,
  secretChanged,
  type Webhook,
  withSecret,
} from '../../domain/dialpad-connection/webhook.js';
import type { AppId } from '../../domain/ids.js';
import type { Clock } from '../ports/clock.js';
import type { PhoneSystem, PhoneSystemError } from '../ports/phone-system.js';
import type { Vault } from '../ports/vault.js';
import type { RecordOf } from '../records/app-record.js';
import { type LeasedRecord, type LeaseLost, type LeaseTerms, type Settlement, withLease } from '../records/lease.js';
import type { WithAccess } from './access.js';
import type { AccessError } from './access-error.js';
import { deleteWebhook } from './delete-webhook.js';
import { setUpWebhook } from './set-up-webhook.js';
import { openNewestSecret, sealSecret } from './webhook-secret.js';

/** The server does not know how the phone system reaches it. */
export interface NoPublicUrl {
  readonly _tag: 'NoPublicUrl';
}

/** Another request sets up the app's webhook at this moment. */
export interface SetUpUnderWay {
  readonly _tag: 'SetUpUnderWay';
}

/** The app has no webhook of its own. */
export interface NoWebhook {
  readonly _tag: 'NoWebhook';
}

export type ProvisionError = NoPublicUrl | SetUpUnderWay | NoWebhook | AccessError | PhoneSystemError;

/** The webhook, and what was changed at the phone system; nothing where it was complete. */
export interface Provisioned {
  readonly webhook: Webhook;
  readonly done: readonly string[];
}

/** Creates an app's webhook and its subscriptions at the phone system, or repairs them. Repeating it changes nothing. */
export type ProvisionWebhook = (appId: AppId) => TaskEither<ProvisionError, Provisioned>;

/** Gives the webhook a new secret. What is signed with the old one is accepted for `graceSeconds` longer. */
export type RotateWebhookSecret = (appId: AppId, graceSeconds: number) => TaskEither<ProvisionError, Webhook>;

/** Deletes the app's webhook and its subscriptions at the phone system, and no others. */
export type RemoveWebhook = (appId: AppId) => TaskEither<ProvisionError, void>;

interface Deps {
  readonly webhooks: RecordOf<Webhook>;
  readonly withAccess: WithAccess;
  readonly phone: PhoneSystem;
  readonly vault: Vault;
  /** The address for an app's events; null where the server does not know how the phone system reaches it. */
  readonly hookUrlOf: (appId: AppId) => string | null;
  /** A secret of 256 random bits, in one line. */
  readonly random: () => string;
  readonly clock: Clock;
  /** Names this process. */
  readonly owner: string;
}

export const makeProvisionWebhook =
  (deps: Deps): ProvisionWebhook =>
  (appId) =>
  async () => {
    const url = deps.hookUrlOf(appId);
    if (url === null) return E.left({ _tag: 'NoPublicUrl' });
    // An app that is not connected is refused before anything is changed.
    const connected = await deps.withAccess(appId, () => async () => E.right(undefined))();
    if (E.isLeft(connected)) return connected;
    const planned = plannedWebhook(url, sealSecret(deps.vault, appId, deps.random()), deps.clock.now());
    return whileLeased(deps, appId, planned, provision(deps, appId, url))();
  };

export const makeRotateWebhookSecret =
  (deps: Omit<Deps, 'hookUrlOf'>): RotateWebhookSecret =>
  (appId, graceSeconds) =>
  async () => {
    const rotated = await whileLeased(deps, appId, null, rotate(deps, appId, graceSeconds * 1000))();
    return E.isLeft(rotated) ? rotated : E.right(rotated.right.webhook);
  };

export const makeRemoveWebhook =
  (deps: Omit<Deps, 'hookUrlOf'>): RemoveWebhook =>
  (appId) =>
  async () => {
    const removed = await whileLeased(deps, appId, null, ({ record }) =>
      deps.withAccess(appId, (access) => deleteWebhook(deps.phone, access, record)),
    )();
    return E.isLeft(removed) ? removed : E.right(undefined);
  };

/** Something done with a webhook while its lease is held; answers with what the webhook is then. */
type Work = (leased: LeasedRecord<Webhook>) => TaskEither<ProvisionError | LeaseLost, Provisioned>;

const provision =
  ({ withAccess, phone, vault, clock }: Deps, appId: AppId, url: string): Work =>
  ({ record }) =>
  async () => {
    const secret = openNewestSecret(vault, appId, record);
    if (E.isLeft(secret)) {
      const detail = `the webhook secret was ${secret.left.detail}: remove the webhook, and ask again`;
      return E.left({ _tag: 'RequestRefused', detail });
    }
    const target = { url, secret: secret.right };
    const done = await withAccess(appId, (access) => setUpWebhook(phone, access, record, target))();
    if (E.isLeft(done)) return done;
    const { ids, done: changes } = done.right;
    return E.right({ webhook: { ...record, url, ...ids, checkedAt: clock.now() }, done: changes });
  };

const rotate =
  (deps: Omit<Deps, 'hookUrlOf'>, appId: AppId, graceMs: number): Work =>
  ({ record: { id }, renew }) =>
  async () => {
    if (id === null) return E.left({ _tag: 'NoWebhook' });
    const { withAccess, phone, vault, clock } = deps;
    const secret = deps.random();
    const [sealed, now] = [sealSecret(vault, appId, secret), clock.now()];
    // Saved before the phone system signs with it; if it never does, the old secret stays valid.
    const saved = await renew((webhook) => withSecret(webhook, sealed, now))();
    if (E.isLeft(saved)) return saved;
    const changed = await withAccess(appId, (access) => phone.changeWebhookSecret(access, id, secret))();
    if (E.isLeft(changed)) return changed;
    return E.right({ webhook: secretChanged(saved.right, graceMs, clock.now()), done: ['secret changed'] });
  };

/** Longer than a set-up takes, its retries included. */
const LEASE_MS = 120_000;

const SET_UP_UNDER_WAY: SetUpUnderWay = { _tag: 'SetUpUnderWay' };

type LeaseDeps = Pick<Deps, 'webhooks' | 'clock' | 'owner'>;

const termsOf = ({ webhooks, owner, clock }: LeaseDeps): LeaseTerms<Webhook> => ({
  records: webhooks,
  leaseOf: ({ busy }) => busy,
  putLease: (webhook, busy) => ({ ...webhook, busy }),
  owner,
  ms: LEASE_MS,
  clock,
});

/** Works on an app's webhook while no other request does. Where there is none it begins with the `planned` one, if that is given. */
const whileLeased =
  (deps: LeaseDeps, appId: AppId, planned: Webhook | null, work: Work): TaskEither<ProvisionError, Provisioned> =>
  async () => {
    const settled = await withLease(termsOf(deps))(
      appId,
      (stored, lease) => {
        const webhook = isWanted(stored) ? stored : planned;
        return webhook === null ? E.left<NoWebhook>({ _tag: 'NoWebhook' }) : E.right({ ...webhook, busy: lease });
      },
      (leased) => async () => E.map(asSettlement)(await work(leased)()),
    )();
    if (E.isRight(settled)) return E.right({ webhook: settled.right.record, done: settled.right.result });
    const { left } = settled;
    return E.left(left._tag === 'LeaseHeld' || left._tag === 'LeaseLost' ? SET_UP_UNDER_WAY : left);
  };

/** Saves what the webhook is now, unless another request has taken over: its set-up counts. */
const asSettlement = ({ webhook, done }: Provisioned): Settlement<Webhook, SetUpUnderWay, readonly string[]> => ({
  decide: (_stored, stillHeld) => (stillHeld ? E.right({ record: webhook, result: done }) : E.left(SET_UP_UNDER_WAY)),
});
