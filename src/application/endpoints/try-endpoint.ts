import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type Outcome, withAttempt } from '../../domain/endpoint/attempts.js';
import type { Endpoint } from '../../domain/endpoint/endpoint.js';
import type { AppEvent } from '../../domain/event/app-event.js';
import type { AppId, EndpointId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Clock } from '../ports/clock.js';
import type { EventLog } from '../ports/event-log.js';
import type { IdGenerator } from '../ports/id-generator.js';
import type { StorageError } from '../ports/storage-error.js';
import type { Vault } from '../ports/vault.js';
import type { WebhookSender } from '../ports/webhook-sender.js';
import type { NoSuchEndpoint, NoSuchLetter } from './endpoint-error.js';
import { secretsInClear } from './endpoint-secrets.js';
import type { StoredEndpoints } from './stored-endpoints.js';

/** What an administrator has sent to an endpoint at once, beside the stream. */
export interface TryEndpoint {
  /** Sends a notice that is no event. If it is delivered, an endpoint that failed is tried again at once. */
  readonly test: (appId: AppId, id: EndpointId) => TaskEither<StorageError | NoSuchEndpoint, Outcome>;
  /** Sends a dead letter once more, now; it is one no longer if that succeeds. */
  readonly replay: (
    appId: AppId,
    id: EndpointId,
    seq: number,
  ) => TaskEither<StorageError | NoSuchEndpoint | NoSuchLetter, Outcome>;
  /**
   * Sends dead letters once more, oldest first, until one fails, `MAX_REPLAYED` are sent or `REPLAY_MS` are over. Those whose event was
   * pruned are left.
   */
  readonly replayAll: (appId: AppId, id: EndpointId) => TaskEither<StorageError | NoSuchEndpoint, Replayed>;
}

/** What came of sending dead letters once more. */
export interface Replayed {
  readonly delivered: number;
  /** Dead letters that are left. */
  readonly left: number;
  /** Why the last one was not delivered; null if all that were sent were. */
  readonly problem: string | null;
}

export interface TryDeps {
  readonly events: Pick<EventLog, 'read'>;
  readonly sender: Pick<WebhookSender, 'send'>;
  readonly vault: Vault;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  /** The text of an event, as the stream has it. */
  readonly toText: (event: AppEvent) => string;
  /** The text of a test. */
  readonly testText: (appId: AppId, at: Timestamp) => string;
}

const MAX_REPLAYED = 20;
/** With the last attempt, which may take 15 s, less than a request may take (`BUDGETS.requestMs`). */
const REPLAY_MS = 20_000;

const NO_SUCH_LETTER: NoSuchLetter = { _tag: 'NoSuchLetter' };

export const makeTryEndpoint = (deps: TryDeps, stored: StoredEndpoints): TryEndpoint => {
  const replay = makeReplay(deps, stored);
  return {
    test: (appId, id) => async () => {
      const found = await stored.find(appId, id)();
      if (E.isLeft(found)) return found;
      const outcome = await send(deps, appId, found.right, deps.ids.next(), deps.testText(appId, deps.clock.now()))();
      const tried = await stored.update(appId, id, (endpoint) => tested(endpoint, outcome, deps.clock.now()))();
      return E.isLeft(tried) ? tried : E.right(outcome);
    },
    replay,
    replayAll: makeReplayAll(deps.clock, stored, replay),
  };
};

const send = (deps: TryDeps, appId: AppId, endpoint: Endpoint, id: string, body: string) => {
  const at = deps.clock.now();
  return deps.sender.send({
    ...{ url: endpoint.url, id, at, body },
    secrets: secretsInClear(deps.vault, appId, endpoint, at),
  });
};

const makeReplay =
  (deps: TryDeps, { find, update }: StoredEndpoints): TryEndpoint['replay'] =>
  (appId, id, seq) =>
  async () => {
    const found = await find(appId, id)();
    if (E.isLeft(found)) return found;
    if (!found.right.deadLetters.some((one) => one.seq === seq)) return E.left(NO_SUCH_LETTER);
    const read = await deps.events.read(appId, seq - 1, 1)();
    if (E.isLeft(read)) return read;
    const [event] = read.right;
    if (event?.seq !== seq) return E.left(NO_SUCH_LETTER);
    const outcome = await send(deps, appId, found.right, event.id, deps.toText(event))();
    const tried = await update(appId, id, (endpoint) => replayed(endpoint, seq, outcome, deps.clock.now()))();
    return E.isLeft(tried) ? tried : E.right(outcome);
  };

const makeReplayAll =
  (clock: Clock, { find }: StoredEndpoints, replay: TryEndpoint['replay']): TryEndpoint['replayAll'] =>
  (appId, id) =>
  async () => {
    const found = await find(appId, id)();
    if (E.isLeft(found)) return found;
    const { deadLetters } = found.right;
    const after = (delivered: number, problem: string | null) =>
      E.right({ delivered, left: deadLetters.length - delivered, problem });
    let delivered = 0;
    // Of what was pruned before it could be sent there is nothing to send.
    const oldestFirst = deadLetters.filter(({ type }) => type !== null).toReversed();
    const until = clock.now() + REPLAY_MS;
    for (const { seq } of oldestFirst.slice(0, MAX_REPLAYED)) {
      if (clock.now() >= until) break;
      const outcome = await replay(appId, id, seq)();
      if (E.isRight(outcome) && outcome.right._tag === 'Failed') return after(delivered, outcome.right.problem);
      if (E.isRight(outcome)) delivered += 1;
      else if (outcome.left._tag !== 'NoSuchLetter') return E.left(outcome.left);
    }
    return after(delivered, null);
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
