import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import {
  isWanted,
  newestSecret,
  plannedWebhook,
  removedWebhook,
  secretChanged,
  validSecrets,
  type Webhook,
  withSecret,
} from '../../domain/dialpad-connection/webhook.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppId } from '../../domain/ids.js';
import type { Clock } from '../ports/clock.js';
import type {
  Access,
  PhoneSubscription,
  PhoneSystem,
  PhoneSystemError,
  PhoneWebhook,
  SubscriptionKind,
} from '../ports/phone-system.js';
import type { StorageError } from '../ports/storage-error.js';
import type { Vault } from '../ports/vault.js';
import type { RecordOf } from '../records/app-record.js';
import type { AccessError, WithAccess } from './access.js';
import { eachPage } from './each-page.js';

/** The server does not know how the phone system reaches it. */
export interface NoPublicUrl {
  readonly _tag: 'NoPublicUrl';
}

/** Somebody else sets up the app's webhook at this moment. */
export interface SetUpUnderWay {
  readonly _tag: 'SetUpUnderWay';
}

/** The app has no webhook of its own. */
export interface NoWebhook {
  readonly _tag: 'NoWebhook';
}

export type ProvisionError = NoPublicUrl | SetUpUnderWay | NoWebhook | AccessError | PhoneSystemError;

/** What a set-up did: nothing, where all was as it should be. */
export interface Provisioned {
  readonly webhook: Webhook;
  readonly done: readonly string[];
}

/** Makes an app's webhook and its subscriptions at the phone system, or mends what is missing; asked again it changes nothing. */
export type ProvisionWebhook = (appId: AppId) => TaskEither<ProvisionError, Provisioned>;

/** Gives the webhook a new secret; what was signed with the old one is taken for `graceSeconds` longer. */
export type RotateWebhookSecret = (appId: AppId, graceSeconds: number) => TaskEither<ProvisionError, Webhook>;

/** Takes the app's webhook and its subscriptions away at the phone system, and nobody else's. */
export type RemoveWebhook = (appId: AppId) => TaskEither<ProvisionError, void>;

interface Deps {
  readonly webhooks: RecordOf<Webhook>;
  readonly withAccess: WithAccess;
  readonly phone: PhoneSystem;
  readonly vault: Vault;
  /** Where the phone system is to deliver an app's events; null where the server does not know how it is reached. */
  readonly hookUrlOf: (appId: AppId) => string | null;
  /** A secret of 256 random bits, in one line. */
  readonly random: () => string;
  readonly clock: Clock;
  readonly owner: string;
}

/** Longer than a set-up takes, its retries included. */
const LEASE_MS = 120_000;

const purposeOf = (appId: AppId): string => `${appId} webhook secret`;

/** The secrets in clear under which an app's deliveries may be signed now. */
export const secretsOf = (vault: Vault, appId: AppId, webhook: Webhook, now: number): readonly string[] =>
  validSecrets(webhook, now).flatMap(({ sealed }) => {
    const opened = vault.open(purposeOf(appId), sealed);
    return E.isRight(opened) ? [opened.right] : [];
  });

export const makeProvisionWebhook =
  (deps: Deps): ProvisionWebhook =>
  (appId) =>
  async () => {
    const url = deps.hookUrlOf(appId);
    if (url === null) return E.left({ _tag: 'NoPublicUrl' });
    // Who is not connected is told so, and nothing is changed.
    const connected = await deps.withAccess(appId, () => async () => E.right(undefined))();
    if (E.isLeft(connected)) return connected;
    return whileMine(deps, appId, url, (webhook) =>
      deps.withAccess(appId, (access) => setUp(deps, appId, access, webhook, url)),
    )();
  };

export const makeRotateWebhookSecret =
  (deps: Omit<Deps, 'hookUrlOf'>): RotateWebhookSecret =>
  (appId, graceSeconds) =>
  async () => {
    const rotated = await whileMine(deps, appId, null, (webhook) => async () => {
      const { id } = webhook;
      if (id === null) return E.left<ProvisionError>({ _tag: 'NoWebhook' });
      const secret = deps.random();
      const next = withSecret(webhook, deps.vault.seal(purposeOf(appId), secret), deps.clock.now());
      // Kept before the phone system signs with it; should it never do so, the old one stays good.
      const kept = await keepMine(deps, appId, next)();
      if (E.isLeft(kept)) return kept;
      const changed = await deps.withAccess(appId, (access) => deps.phone.changeWebhookSecret(access, id, secret))();
      if (E.isLeft(changed)) return changed;
      return E.right({ webhook: secretChanged(next, graceSeconds * 1000, deps.clock.now()), done: ['secret changed'] });
    })();
    return E.isLeft(rotated) ? rotated : E.right(rotated.right.webhook);
  };

export const makeRemoveWebhook =
  (deps: Omit<Deps, 'hookUrlOf'>): RemoveWebhook =>
  (appId) =>
  async () => {
    const removed = await whileMine(deps, appId, null, (webhook) =>
      deps.withAccess(appId, (access) => takeDown(deps.phone, access, webhook)),
    )();
    return E.isLeft(removed) ? removed : E.right(undefined);
  };

/** Does something with an app's webhook while nobody else does, and keeps what comes of it. Given an address, begins one where there is none. */
const whileMine =
  (
    deps: Omit<Deps, 'hookUrlOf'>,
    appId: AppId,
    url: string | null,
    work: (webhook: Webhook) => TaskEither<ProvisionError, Provisioned>,
  ): TaskEither<ProvisionError, Provisioned> =>
  async () => {
    const now = deps.clock.now();
    const taken = await deps.webhooks.change<ProvisionError>(appId, (kept) => {
      const webhook =
        O.isSome(kept) && isWanted(kept.value)
          ? kept.value
          : url === null
            ? null
            : plannedWebhook(url, deps.vault.seal(purposeOf(appId), deps.random()), now);
      if (webhook === null) return E.left({ _tag: 'NoWebhook' });
      if (webhook.busy !== null && now < webhook.busy.until) return E.left({ _tag: 'SetUpUnderWay' });
      return E.right({ ...webhook, busy: { owner: deps.owner, until: now + LEASE_MS } });
    })();
    if (E.isLeft(taken)) return taken;

    const done = await work(taken.right)();
    if (E.isLeft(done)) {
      const freed = await free(deps, appId, taken.right)();
      return E.isLeft(freed) ? freed : done;
    }
    const kept = await keepMine(deps, appId, { ...done.right.webhook, busy: taken.right.busy }, null)();
    return E.isLeft(kept) ? kept : E.right({ ...done.right, webhook: kept.right });
  };

/** Whether it is still in the hands of who began: whoever takes longer than his lease may have been succeeded. */
const isHeld = (kept: O.Option<Webhook>, { busy }: Webhook): boolean =>
  O.isSome(kept) && kept.value.busy?.owner === busy?.owner && kept.value.busy?.until === busy?.until;

/** Keeps what has become of a webhook, unless somebody else has taken it over by now. */
const keepMine = (
  deps: Pick<Deps, 'webhooks'>,
  appId: AppId,
  webhook: Webhook,
  busy: Webhook['busy'] = webhook.busy,
): TaskEither<StorageError | SetUpUnderWay, Webhook> =>
  deps.webhooks.change<SetUpUnderWay>(appId, (kept) =>
    isHeld(kept, webhook) ? E.right({ ...webhook, busy }) : E.left({ _tag: 'SetUpUnderWay' }),
  );

/** Lets others at it. What was kept on the way stays. */
const free = (deps: Pick<Deps, 'webhooks'>, appId: AppId, held: Webhook): TaskEither<StorageError, Webhook> =>
  deps.webhooks.change<never>(appId, (kept) => {
    const webhook = O.getOrElse(() => held)(kept);
    return E.right(isHeld(kept, held) ? { ...webhook, busy: null } : webhook);
  });

/** Looks what there is, and makes what is missing. */
const setUp =
  (deps: Deps, appId: AppId, access: Access, before: Webhook, url: string): TaskEither<PhoneSystemError, Provisioned> =>
  async () => {
    const done: string[] = [];
    const hook = await setUpHook(deps, appId, access, before, url, done)();
    if (E.isLeft(hook)) return hook;
    const calls = await setUpSubscription(deps.phone, access, 'call', hook.right.id, before.callSubscriptionId, done)();
    if (E.isLeft(calls)) return calls;
    const messages = await setUpSubscription(
      deps.phone,
      access,
      'message',
      hook.right.id,
      before.messageSubscriptionId,
      done,
    )();
    if (E.isLeft(messages)) return messages;
    // Last, so that something delivers all the while.
    for (const extra of hook.right.extras) {
      const deleted = await deps.phone.deleteWebhook(access, extra.id)();
      if (E.isLeft(deleted)) return deleted;
      done.push(extra.url === url ? 'duplicate webhook deleted' : 'webhook of a former address deleted');
    }
    const ids = { id: hook.right.id, callSubscriptionId: calls.right, messageSubscriptionId: messages.right };
    return E.right({ webhook: { ...before, url, ...ids, checkedAt: deps.clock.now() }, done });
  };

/** Our webhook, and others of ours that are one too many. */
interface Hook {
  readonly id: DialpadId;
  readonly extras: readonly PhoneWebhook[];
}

/**
 * Ours is the one that delivers to our address: an address names the app, so there is no mistaking somebody else's for it. One that we
 * know by its id may deliver to where the server was before.
 */
const setUpHook =
  (deps: Deps, appId: AppId, access: Access, before: Webhook, url: string, done: string[]) =>
  async (): Promise<E.Either<PhoneSystemError, Hook>> => {
    const { phone } = deps;
    const newest = newestSecret(before);
    const secret = newest === null ? E.left(null) : deps.vault.open(purposeOf(appId), newest.sealed);
    if (E.isLeft(secret)) {
      const detail = 'the webhook secret was sealed under another ENCRYPTION_KEY: remove the webhook, and ask again';
      return E.left({ _tag: 'RequestRefused', status: 409, detail });
    }
    const listed = await eachPage((next) => phone.listWebhooks(access, next))();
    if (E.isLeft(listed)) return listed;
    const ours = listed.right.filter((one) => one.url === url || one.id === before.id);
    const here = ours.filter((one) => one.url === url);
    const kept = here.find(({ id }) => id === before.id) ?? here[0];
    const extras = ours.filter((one) => one !== kept);
    if (kept !== undefined && kept.id === before.id && kept.isSigned) return E.right({ id: kept.id, extras });
    if (kept === undefined) {
      const created = await phone.createWebhook(access, { url, secret: secret.right })();
      if (E.isRight(created)) done.push('webhook created');
      return E.isLeft(created) ? created : E.right({ id: created.right.id, extras });
    }
    // Made by us, but not known here: an answer was lost, or what was kept of it. Its secret is not known either.
    const adopted = await phone.changeWebhookSecret(access, kept.id, secret.right)();
    if (E.isRight(adopted)) done.push('webhook repaired');
    return E.isLeft(adopted) ? adopted : E.right({ id: kept.id, extras });
  };

const setUpSubscription =
  (
    phone: PhoneSystem,
    access: Access,
    kind: SubscriptionKind,
    webhookId: DialpadId,
    known: DialpadId | null,
    done: string[],
  ) =>
  async (): Promise<E.Either<PhoneSystemError, DialpadId>> => {
    const listed = await eachPage((next) => phone.listSubscriptions(access, kind, next))();
    if (E.isLeft(listed)) return listed;
    // One that delivers to nobody any more is ours only if we know it by its id.
    const ours = listed.right.filter((one) => one.webhookId === webhookId || one.id === known);
    const kept = ours.find(({ isComplete, isEnabled, webhookId: to }) => isComplete && isEnabled && to === webhookId);
    const [candidate] = kept === undefined ? ours : [kept];
    for (const extra of ours.filter((one) => one !== candidate)) {
      const deleted = await phone.deleteSubscription(access, kind, extra.id)();
      if (E.isLeft(deleted)) return deleted;
      done.push(`duplicate ${kind} subscription deleted`);
    }
    if (kept !== undefined) return E.right(kept.id);
    if (candidate === undefined) {
      const created = await phone.createSubscription(access, kind, webhookId)();
      if (E.isRight(created)) done.push(`${kind} subscription created`);
      return E.isLeft(created) ? created : E.right(created.right.id);
    }
    const repaired = await phone.repairSubscription(access, kind, candidate.id, webhookId)();
    if (E.isRight(repaired)) done.push(`${kind} subscription repaired`);
    return E.isLeft(repaired) ? repaired : E.right(repaired.right.id);
  };

/** Subscriptions first: one without its webhook would stay behind, and deliver nothing. */
const takeDown =
  (phone: PhoneSystem, access: Access, webhook: Webhook): TaskEither<PhoneSystemError, Provisioned> =>
  async () => {
    const hooks = await eachPage((next) => phone.listWebhooks(access, next))();
    if (E.isLeft(hooks)) return hooks;
    // A set-up that was cut short has left what is not known here by its id.
    const ours = hooks.right.filter(({ id, url }) => id === webhook.id || url === webhook.url).map(({ id }) => id);
    const known = [webhook.callSubscriptionId, webhook.messageSubscriptionId];
    for (const kind of ['call', 'message'] as const) {
      const listed = await eachPage((next) => phone.listSubscriptions(access, kind, next))();
      if (E.isLeft(listed)) return listed;
      const isOurs = ({ id, webhookId }: PhoneSubscription): boolean =>
        webhookId === null ? known.includes(id) : ours.includes(webhookId);
      for (const { id } of listed.right.filter(isOurs)) {
        const deleted = await phone.deleteSubscription(access, kind, id)();
        if (E.isLeft(deleted)) return deleted;
      }
    }
    for (const id of ours) {
      const deleted = await phone.deleteWebhook(access, id)();
      if (E.isLeft(deleted)) return deleted;
    }
    return E.right({ webhook: removedWebhook(webhook), done: ['webhook deleted'] });
  };
