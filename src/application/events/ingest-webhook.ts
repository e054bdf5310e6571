import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId, InboxId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { AppRepository } from '../ports/app-repository.js';
import type { Clock } from '../ports/clock.js';
import type { DeliveryAuthenticator, Forged, NotYetValid, RawDelivery } from '../ports/delivery-authenticator.js';
import type { IdGenerator } from '../ports/id-generator.js';
import type { Appended, Inbox, Lease, NewDelivery } from '../ports/inbox.js';
import type { Envelope, PayloadReader } from '../ports/payload-reader.js';
import { type StorageError, storageFault } from '../ports/storage-error.js';
import type { WebhookSecrets } from '../ports/webhook-secrets.js';
import type { WorkQueue } from '../ports/work-queue.js';
import type { AuthenticateKey } from '../tenants/authenticate-key.js';
import { routeByContent, routeToNamed } from './route-event.js';

/** The parts of a webhook request that matter here. */
export interface WebhookRequest {
  readonly delivery: RawDelivery;
  /** The app that the path names, if it names one. */
  readonly pathAppId: AppId | null;
  /** The API key in the header, if there is one. */
  readonly apiKey: string | null;
  /** Too many forged deliveries came from where this one comes from: nothing is read from storage to find out whether it is forged. */
  readonly isSuspect: boolean;
}

export interface Ingested {
  readonly eventId: InboxId;
  readonly duplicate: boolean;
  /** False if the event's app is unknown: it is stored and can be replayed later. */
  readonly routed: boolean;
  readonly allowance: Allowance | null;
}

/** Authentic, but not JSON. */
export interface NotJson {
  readonly _tag: 'NotJson';
}

/** It comes from a suspect sender, and whether it is authentic cannot be told without reading from storage. */
export interface NotChecked {
  readonly _tag: 'NotChecked';
}

/** How many more deliveries the rate limit allows. */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the minute is over. */
  readonly resetSeconds: number;
}

/** Authentic, but over the rate limit. The sender tries again later, so nothing is lost. */
export interface Busy {
  readonly _tag: 'Busy';
  readonly allowance: Allowance;
}

export type IngestError = Forged | NotYetValid | NotChecked | NotJson | Busy | StorageError;

export type IngestWebhook = (request: WebhookRequest) => TaskEither<IngestError, Ingested>;

/** The look-ups that find an event's app. */
type Routing = Pick<AppRepository, 'find' | 'findByOrganization' | 'onlyActive'>;

/**
 * Authenticates a delivery, finds the app it belongs to, and appends it to the inbox. The answer waits until the event is durable and
 * for nothing else; it is processed afterwards.
 */
export const makeIngestWebhook =
  (deps: {
    readonly authenticator: DeliveryAuthenticator;
    readonly secrets: WebhookSecrets;
    readonly payloads: Pick<PayloadReader, 'envelope'>;
    readonly authenticateKey: AuthenticateKey;
    readonly apps: Routing;
    readonly inbox: Pick<Inbox, 'append'>;
    /**
     * Counts a delivery against the limit of its app (null: app unknown) and refuses it over the limit; answers null if there is no
     * limit.
     */
    readonly admit: (appId: AppId | null) => TaskEither<Busy, Allowance | null>;
    readonly queue: WorkQueue;
    /** A digest of a payload, equal for equal texts only. */
    readonly fingerprint: (payload: string) => string;
    /** The lease on events that this process appends at a given time. */
    readonly leaseFrom: (now: Timestamp) => Lease;
    readonly ids: IdGenerator;
    readonly clock: Clock;
  }): IngestWebhook =>
  (request) =>
  async () => {
    const now = deps.clock.now();
    const opened = await open(deps, request, now)();
    if (E.isLeft(opened)) return opened;
    const payload = opened.right;

    const read = deps.payloads.envelope(payload);
    if (O.isNone(read)) return E.left({ _tag: 'NotJson' });
    const envelope = read.value;

    const routed = await route(deps, request, envelope)();
    if (E.isLeft(routed)) return routed;
    const appId = O.toNullable(routed.right);
    const admitted = await deps.admit(appId)();
    if (E.isLeft(admitted)) return admitted;

    const delivery = {
      id: deps.ids.next() as InboxId,
      appId,
      namedAppId: request.pathAppId,
      dedupeKey: dedupeKeyOf(envelope, payload, deps.fingerprint),
      name: envelope.name,
      orderKey: envelope.orderKey,
      payload,
      receivedAt: now,
    };
    const appended = await appendOne(deps.inbox, delivery, deps.leaseFrom(now));
    if (E.isLeft(appended)) return appended;

    const { id: eventId, duplicate } = appended.right;
    if (!appended.right.duplicate && appended.right.event !== null) deps.queue.push([appended.right.event]);
    return E.right({ eventId, duplicate, routed: appId !== null, allowance: admitted.right });
  };

/**
 * Two deliveries are one event if both the name, in any case, and the id of the event are the same (contract §3): senders also write
 * the id of a call into every event of it. Without a name or an id, the same bytes are one event.
 */
const dedupeKeyOf = (
  { name, eventId }: Pick<Envelope, 'name' | 'eventId'>,
  payload: string,
  fingerprint: (text: string) => string,
): string =>
  name === null || eventId === null ? `sha256:${fingerprint(payload)}` : `id:${name.toLowerCase()}:${eventId}`;

const appendOne = async (
  inbox: Pick<Inbox, 'append'>,
  delivery: NewDelivery,
  lease: Lease,
): Promise<E.Either<StorageError, Appended>> => {
  const appended = await inbox.append([delivery], lease)();
  if (E.isLeft(appended)) return appended;
  const [only] = appended.right;
  return only === undefined ? E.left(storageFault('an append did not answer for its delivery')) : E.right(only);
};

/**
 * Opens a delivery with the cached secrets and, before it is refused, with the stored ones: the cache may lack a secret made a moment
 * ago.
 */
const open =
  (
    deps: { readonly authenticator: DeliveryAuthenticator; readonly secrets: WebhookSecrets },
    { delivery, pathAppId, isSuspect }: WebhookRequest,
    now: Timestamp,
  ): TaskEither<Forged | NotYetValid | NotChecked | StorageError, string> =>
  async () => {
    if (isSuspect && !deps.secrets.isCheap(pathAppId)) return E.left({ _tag: 'NotChecked' });
    const cached = await deps.secrets.remembered(pathAppId)();
    if (E.isLeft(cached)) return cached;
    const opened = deps.authenticator.open(delivery, cached.right, now);
    if (E.isRight(opened) || opened.left._tag === 'NotYetValid' || pathAppId === null || isSuspect) return opened;
    const current = await deps.secrets.current(pathAppId)();
    return E.isLeft(current) ? current : deps.authenticator.open(delivery, current.right, now);
  };

/**
 * Which app an event belongs to, the first that answers: the path, the API key, the organisation it names, the only active
 * app (contract §3). A path that names an app we do not know is never passed on to another one.
 */
const route =
  (
    deps: { readonly apps: Routing; readonly authenticateKey: AuthenticateKey },
    request: WebhookRequest,
    envelope: Envelope,
  ): TaskEither<StorageError, O.Option<AppId>> =>
  async () => {
    if (request.pathAppId !== null) return routeToNamed(deps.apps, request.pathAppId)();
    if (request.apiKey !== null) {
      const access = await deps.authenticateKey(request.apiKey)();
      if (E.isRight(access)) return E.right(O.some(access.right.appId));
      if (access.left._tag !== 'KeyRefused') return E.left(access.left);
    }
    return routeByContent(deps.apps, envelope)();
  };
