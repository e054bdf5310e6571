import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import {
  attemptOf,
  changedEndpoint,
  type Endpoint,
  type EndpointChange,
  MAX_ATTEMPTS_KEPT,
  type Outcome,
  withNewSecret,
} from '../../domain/endpoint/endpoint.js';
import { changedIn, type EndpointRecord, endpointIn, MAX_ENDPOINTS } from '../../domain/endpoint/endpoint-record.js';
import type { AppEvent, AppEventType } from '../../domain/event/app-event.js';
import type { AppId, EndpointId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Clock } from '../ports/clock.js';
import type { EventLog } from '../ports/event-log.js';
import type { IdGenerator } from '../ports/id-generator.js';
import type { StorageError } from '../ports/storage-error.js';
import type { Vault } from '../ports/vault.js';
import type { WebhookSender } from '../ports/webhook-sender.js';
import { type RecordOf, toRecord } from '../records/app-record.js';
import { sealEndpointSecret, secretsInClear } from './endpoint-secrets.js';

export interface NoSuchEndpoint {
  readonly _tag: 'NoSuchEndpoint';
}
export interface TooManyEndpoints {
  readonly _tag: 'TooManyEndpoints';
  readonly most: number;
}
/** Nothing may be sent to this address. */
export interface AddressRefused {
  readonly _tag: 'AddressRefused';
  readonly reason: string;
}
/** There is no such dead letter, or the event log no longer has its event. */
export interface NoSuchLetter {
  readonly _tag: 'NoSuchLetter';
}
export type EndpointError = NoSuchEndpoint | TooManyEndpoints | AddressRefused | NoSuchLetter;

export interface NewEndpoint {
  readonly url: string;
  readonly description: string | null;
  readonly events: readonly AppEventType[] | null;
}

/** What administrators do with the endpoints of an app. */
export interface ManageEndpoints {
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
  /** Sends a notice that is no event. If it is delivered, an endpoint that failed is tried again at once. */
  readonly test: (appId: AppId, id: EndpointId) => TE.TaskEither<StorageError | NoSuchEndpoint, Outcome>;
  /** Sends a dead letter once more, now; it is one no longer if that succeeds. */
  readonly replay: (
    appId: AppId,
    id: EndpointId,
    seq: number,
  ) => TE.TaskEither<StorageError | NoSuchEndpoint | NoSuchLetter, Outcome>;
  /** Sends dead letters once more, oldest first, until one fails or `MAX_REPLAYED` are sent. Those whose event was pruned are left. */
  readonly replayAll: (appId: AppId, id: EndpointId) => TE.TaskEither<StorageError | NoSuchEndpoint, Replayed>;
}

export interface Replayed {
  readonly delivered: number;
  /** Dead letters that are left. */
  readonly left: number;
  /** Why the last one was not delivered; null if all that were sent were. */
  readonly problem: string | null;
}

/** As many as a request has time for. */
const MAX_REPLAYED = 20;

export interface WithSecret {
  readonly endpoint: Endpoint;
  readonly secret: string;
}

interface Deps {
  readonly records: RecordOf<EndpointRecord>;
  readonly events: Pick<EventLog, 'read' | 'position'>;
  readonly sender: WebhookSender;
  readonly vault: Vault;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  /** The text of an event, as the stream has it. */
  readonly toText: (event: AppEvent) => string;
  /** The text of a test. */
  readonly testText: (appId: AppId, at: Timestamp) => string;
  /** Something may be due for an endpoint. */
  readonly kick: (appId: AppId, id: EndpointId) => void;
}

const NO_SUCH_ENDPOINT: NoSuchEndpoint = { _tag: 'NoSuchEndpoint' };
const NO_SUCH_LETTER: NoSuchLetter = { _tag: 'NoSuchLetter' };

export const makeManageEndpoints = (deps: Deps): ManageEndpoints => {
  const find: ManageEndpoints['find'] = (appId, id) =>
    TE.chainEitherKW((record: EndpointRecord) => {
      const found = endpointIn(record, id);
      return found === null ? E.left(NO_SUCH_ENDPOINT) : E.right(found);
    })(deps.records.current(appId));

  /** Changes one endpoint, and answers with it as it is then. */
  const update = (appId: AppId, id: EndpointId, how: (endpoint: Endpoint) => Endpoint) =>
    TE.map(({ result }: { readonly result: Endpoint }) => {
      deps.kick(appId, id);
      return result;
    })(
      deps.records.change<NoSuchEndpoint, Endpoint>(appId, (record) => {
        const found = endpointIn(record, id);
        if (found === null) return E.left(NO_SUCH_ENDPOINT);
        const result = how(found);
        return E.right({ record: changedIn(record, id, () => result), result });
      }),
    );

  const send = (appId: AppId, endpoint: Endpoint, id: string, body: string) => {
    const at = deps.clock.now();
    const secrets = secretsInClear(deps.vault, appId, endpoint, at);
    return deps.sender.send({ url: endpoint.url, id, at, body, secrets });
  };

  const replay: ManageEndpoints['replay'] = (appId, id, seq) => async () => {
    const found = await find(appId, id)();
    if (E.isLeft(found)) return found;
    if (!found.right.deadLetters.some((one) => one.seq === seq)) return E.left(NO_SUCH_LETTER);
    const read = await deps.events.read(appId, seq - 1, 1)();
    if (E.isLeft(read)) return read;
    const [event] = read.right;
    if (event?.seq !== seq) return E.left(NO_SUCH_LETTER);
    const outcome = await send(appId, found.right, event.id, deps.toText(event))();
    const tried = await update(appId, id, (endpoint) => replayed(endpoint, seq, outcome, deps.clock.now()))();
    return E.isLeft(tried) ? tried : E.right(outcome);
  };

  return {
    list: (appId) => TE.map(({ endpoints }: EndpointRecord) => endpoints)(deps.records.current(appId)),
    find,
    create: create(deps),

    change: (appId, id, change) => {
      const reason = change.url === undefined ? null : deps.sender.refusalOf(change.url);
      if (reason !== null) return TE.left({ _tag: 'AddressRefused', reason });
      return update(appId, id, (endpoint) => changedEndpoint(endpoint, change, deps.clock.now()));
    },

    remove: (appId, id) =>
      TE.map(() => undefined)(
        deps.records.change<NoSuchEndpoint, undefined>(appId, (record) => {
          if (endpointIn(record, id) === null) return E.left(NO_SUCH_ENDPOINT);
          return toRecord({ endpoints: record.endpoints.filter((one) => one.id !== id) });
        }),
      ),

    rotateSecret: (appId, id, graceMs) => {
      const secret = deps.sender.newSecret();
      const sealed = sealEndpointSecret(deps.vault, appId, secret);
      return TE.map((endpoint: Endpoint) => ({ endpoint, secret }))(
        update(appId, id, (endpoint) => {
          const now = deps.clock.now();
          return withNewSecret(endpoint, sealed, graceMs === 0 ? null : now + graceMs, now);
        }),
      );
    },

    test: (appId, id) => async () => {
      const found = await find(appId, id)();
      if (E.isLeft(found)) return found;
      const outcome = await send(appId, found.right, deps.ids.next(), deps.testText(appId, deps.clock.now()))();
      const tried = await update(appId, id, (endpoint) => tested(endpoint, outcome, deps.clock.now()))();
      return E.isLeft(tried) ? tried : E.right(outcome);
    },

    replay,

    replayAll: (appId, id) => async () => {
      const found = await find(appId, id)();
      if (E.isLeft(found)) return found;
      const oldestFirst = found.right.deadLetters.filter(({ type }) => type !== null).toReversed();
      const left = (delivered: number): number => found.right.deadLetters.length - delivered;
      let delivered = 0;
      for (const { seq } of oldestFirst.slice(0, MAX_REPLAYED)) {
        const outcome = await replay(appId, id, seq)();
        if (E.isLeft(outcome) && outcome.left._tag === 'NoSuchLetter') continue;
        if (E.isLeft(outcome)) return E.left(outcome.left as StorageError | NoSuchEndpoint);
        if (outcome.right._tag === 'Failed') {
          return E.right({ delivered, left: left(delivered), problem: outcome.right.problem });
        }
        delivered += 1;
      }
      return E.right({ delivered, left: left(delivered), problem: null });
    },
  };
};

const create =
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

/** The `seq` that a test is listed under: it is no event. */
const TEST_SEQ = 0;

const tested = (endpoint: Endpoint, outcome: Outcome, now: Timestamp): Endpoint => ({
  ...withAttempt(endpoint, TEST_SEQ, outcome, now),
  ...(outcome._tag === 'Delivered' ? { failing: null, version: endpoint.version + 1 } : {}),
});

const replayed = (endpoint: Endpoint, seq: number, outcome: Outcome, now: Timestamp): Endpoint => {
  const tried = withAttempt(endpoint, seq, outcome, now);
  if (outcome._tag === 'Failed') return tried;
  return { ...tried, deadLetters: tried.deadLetters.filter((one) => one.seq !== seq) };
};

const withAttempt = (endpoint: Endpoint, seq: number, outcome: Outcome, now: Timestamp): Endpoint => ({
  ...endpoint,
  attempts: [attemptOf(seq, outcome, now), ...endpoint.attempts].slice(0, MAX_ATTEMPTS_KEPT),
});
