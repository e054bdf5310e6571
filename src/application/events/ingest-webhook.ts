import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppId, InboxId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { AppRepository } from '../ports/app-repository.js';
import type { Clock } from '../ports/clock.js';
import type { DeliveryAuthenticator, Forged, RawDelivery } from '../ports/delivery-authenticator.js';
import type { IdGenerator } from '../ports/id-generator.js';
import type { Appended, Inbox, Lease, NewDelivery } from '../ports/inbox.js';
import type { Envelope, PayloadReader } from '../ports/payload-reader.js';
import { type StorageError, storageFault } from '../ports/storage-error.js';
import type { WebhookSecrets } from '../ports/webhook-secrets.js';
import type { WorkQueue } from '../ports/work-queue.js';
import type { AuthenticateKey } from '../tenants/authenticate-key.js';
import { routeByContent, routeToNamed } from './route-event.js';

/** A webhook request, as far as it concerns us. */
export interface WebhookRequest {
  readonly delivery: RawDelivery;
  /** The app that the path names. */
  readonly pathAppId: AppId | null;
  /** The API key that the caller sent, if any. */
  readonly apiKey: string | null;
}

export interface Ingested {
  readonly eventId: InboxId;
  readonly duplicate: boolean;
  /** False where it could not be told whom the event is for: it is kept, and can be asked for again. */
  readonly routed: boolean;
  readonly allowance: Allowance | null;
}

/** Authentic, but no JSON. */
export interface NotJson {
  readonly _tag: 'NotJson';
}

/** What an app may still send within this minute. */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the minute is over. */
  readonly resetSeconds: number;
}

/** Authentic, but more than the app may send now; the sender is to try again, and loses nothing. */
export interface Busy {
  readonly _tag: 'Busy';
  readonly allowance: Allowance;
}

export type IngestError = Forged | NotJson | Busy | StorageError;

export type IngestWebhook = (request: WebhookRequest) => TaskEither<IngestError, Ingested>;

/** What finding an event's app takes. */
type Routing = Pick<AppRepository, 'find' | 'findByOrganization' | 'onlyActive'>;

/**
 * Checks who sent a webhook, finds the app it is for, and keeps it. The answer waits until it is durable and for nothing
 * else; whatever follows from it is worked out afterwards.
 */
export const makeIngestWebhook =
  (deps: {
    readonly authenticator: DeliveryAuthenticator;
    readonly secrets: WebhookSecrets;
    readonly payloads: Pick<PayloadReader, 'envelope'>;
    readonly authenticateKey: AuthenticateKey;
    readonly apps: Routing;
    readonly inbox: Pick<Inbox, 'append'>;
    /** Counts a delivery for an app, or for none, and refuses it where that is too many; null where there is no limit. */
    readonly admit: (appId: AppId | null) => TaskEither<Busy, Allowance | null>;
    readonly queue: WorkQueue;
    /** A digest of a payload, the same for the same text only. */
    readonly fingerprint: (payload: string) => string;
    /** A lease for what this process takes in, from the time given. */
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

    const dedupeKey = envelope.eventId === null ? `sha256:${deps.fingerprint(payload)}` : `id:${envelope.eventId}`;
    const delivery = {
      id: deps.ids.next() as InboxId,
      appId,
      namedAppId: request.pathAppId,
      dedupeKey,
      name: envelope.name,
      payload,
      receivedAt: now,
    };
    const appended = await appendOne(deps.inbox, delivery, deps.leaseFrom(now));
    if (E.isLeft(appended)) return appended;

    const { id: eventId, duplicate } = appended.right;
    if (!appended.right.duplicate && appended.right.event !== null) deps.queue.push([appended.right.event]);
    return E.right({ eventId, duplicate, routed: appId !== null, allowance: admitted.right });
  };

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

/** What is remembered of the secrets may be older than a secret that was made a moment ago: they are asked for before anything is refused. */
const open =
  (
    deps: { readonly authenticator: DeliveryAuthenticator; readonly secrets: WebhookSecrets },
    { delivery, pathAppId }: WebhookRequest,
    now: Timestamp,
  ): TaskEither<Forged | StorageError, string> =>
  async () => {
    const remembered = await deps.secrets.remembered(pathAppId)();
    if (E.isLeft(remembered)) return remembered;
    const opened = deps.authenticator.open(delivery, remembered.right, now);
    if (E.isRight(opened) || pathAppId === null) return opened;
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
