import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Endpoint } from '../../domain/endpoint/endpoint.js';
import { changedEndpoint, type EndpointChange, withNewSecret } from '../../domain/endpoint/endpoint-change.js';
import { type EndpointRecord, endpointIn, MAX_ENDPOINTS } from '../../domain/endpoint/endpoint-record.js';
import type { AppEventType } from '../../domain/event/app-event.js';
import type { AppId, EndpointId } from '../../domain/ids.js';
import type { EventLog } from '../ports/event-log.js';
import type { StorageError } from '../ports/storage-error.js';
import type { WebhookSender } from '../ports/webhook-sender.js';
import { type RecordOf, toRecord } from '../records/app-record.js';
import type { AddressRefused, NoSuchEndpoint, TooManyEndpoints } from './endpoint-error.js';
import { sealEndpointSecret } from './endpoint-secrets.js';
import { NO_SUCH_ENDPOINT, storedEndpoints } from './stored-endpoints.js';
import { makeTryEndpoint, type TryDeps, type TryEndpoint } from './try-endpoint.js';

/** An endpoint as an administrator wants it. */
export interface NewEndpoint {
  readonly url: string;
  readonly description: string | null;
  readonly events: readonly AppEventType[] | null;
}

/** An endpoint with its new secret in clear. */
export interface WithSecret {
  readonly endpoint: Endpoint;
  readonly secret: string;
}

/** What administrators do with the endpoints of an app. */
export interface ManageEndpoints extends TryEndpoint {
  readonly list: (appId: AppId) => TE.TaskEither<StorageError, readonly Endpoint[]>;
  readonly find: (appId: AppId, id: EndpointId) => TE.TaskEither<StorageError | NoSuchEndpoint, Endpoint>;
  /** It is sent what comes after now. The secret is shown here only. */
  readonly create: (
    appId: AppId,
    endpoint: NewEndpoint,
  ) => TE.TaskEither<StorageError | TooManyEndpoints | AddressRefused, WithSecret>;
  readonly change: (
    appId: AppId,
    id: EndpointId,
    change: EndpointChange,
  ) => TE.TaskEither<StorageError | NoSuchEndpoint | AddressRefused, Endpoint>;
  readonly remove: (appId: AppId, id: EndpointId) => TE.TaskEither<StorageError | NoSuchEndpoint, void>;
  /** The secret before it signs as well for so many milliseconds. */
  readonly rotateSecret: (
    appId: AppId,
    id: EndpointId,
    graceMs: number,
  ) => TE.TaskEither<StorageError | NoSuchEndpoint, WithSecret>;
}

interface Deps extends TryDeps {
  readonly records: RecordOf<EndpointRecord>;
  readonly events: Pick<EventLog, 'read' | 'position'>;
  readonly sender: WebhookSender;
  /** Hears of each change of an endpoint. */
  readonly kick: (appId: AppId, id: EndpointId) => void;
}

export const makeManageEndpoints = (deps: Deps): ManageEndpoints => {
  const { records, sender, vault, clock } = deps;
  const stored = storedEndpoints(records, deps.kick);
  const tries = makeTryEndpoint(deps, stored);
  return {
    list: (appId) => TE.map(({ endpoints }: EndpointRecord) => endpoints)(records.current(appId)),
    find: stored.find,
    create: makeCreate(deps),

    change: (appId, id, change) => {
      const reason = change.url === undefined ? null : sender.refusalOf(change.url);
      if (reason !== null) return TE.left({ _tag: 'AddressRefused', reason });
      return stored.update(appId, id, (endpoint) => changedEndpoint(endpoint, change, clock.now()));
    },

    remove: (appId, id) =>
      TE.map(() => deps.kick(appId, id))(
        records.change<NoSuchEndpoint, undefined>(appId, (record) => {
          if (endpointIn(record, id) === null) return E.left(NO_SUCH_ENDPOINT);
          return toRecord({ endpoints: record.endpoints.filter((one) => one.id !== id) });
        }),
      ),

    rotateSecret: (appId, id, graceMs) => {
      const secret = sender.newSecret();
      const sealed = sealEndpointSecret(vault, appId, secret);
      return TE.map((endpoint: Endpoint) => ({ endpoint, secret }))(
        stored.update(appId, id, (endpoint) => {
          const now = clock.now();
          return withNewSecret(endpoint, sealed, graceMs === 0 ? null : now + graceMs, now);
        }),
      );
    },

    test: tries.test,
    replay: tries.replay,
    replayAll: tries.replayAll,
  };
};

const makeCreate =
  ({ records, events, sender, vault, ids, clock, kick }: Deps): ManageEndpoints['create'] =>
  (appId, { url, description, events: wanted }) =>
  async () => {
    const reason = sender.refusalOf(url);
    if (reason !== null) return E.left({ _tag: 'AddressRefused', reason });
    const position = await events.position(appId)();
    if (E.isLeft(position)) return position;
    const secret = sender.newSecret();
    const now = clock.now();
    const endpoint: Endpoint = {
      ...{ id: ids.next() as EndpointId, url, description, events: wanted, state: 'enabled' },
      ...{ secrets: [{ sealed: sealEndpointSecret(vault, appId, secret), validUntil: null }] },
      ...{ cursor: position.right.seq, failing: null, attempts: [], deadLetters: [], lease: null },
      ...{ createdAt: now, updatedAt: now, version: 1 },
    };
    const saved = await records.change<TooManyEndpoints, undefined>(appId, (record) =>
      record.endpoints.length >= MAX_ENDPOINTS
        ? E.left({ _tag: 'TooManyEndpoints', most: MAX_ENDPOINTS })
        : toRecord({ endpoints: [...record.endpoints, endpoint] }),
    )();
    if (E.isLeft(saved)) return saved;
    kick(appId, endpoint.id);
    return E.right({ endpoint, secret });
  };
