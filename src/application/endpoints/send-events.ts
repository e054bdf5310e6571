import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { afterAttempt, type Endpoint, isDue, passedOver, pruned, wants } from '../../domain/endpoint/endpoint.js';
import { type EndpointRecord, endpointIn, withProgress } from '../../domain/endpoint/endpoint-record.js';
import type { AppEvent } from '../../domain/event/app-event.js';
import type { AppId, EndpointId } from '../../domain/ids.js';
import type { Clock } from '../ports/clock.js';
import type { EventLog } from '../ports/event-log.js';
import type { StorageError } from '../ports/storage-error.js';
import type { Vault } from '../ports/vault.js';
import type { WebhookSender } from '../ports/webhook-sender.js';
import { toRecord } from '../records/app-record.js';
import { type LeasedRecord, type LeaseHeld, type LeaseTerms, withLease } from '../records/lease.js';
import { secretsInClear } from './endpoint-secrets.js';

/** No endpoint of the app may be sent anything now. */
export interface NothingDue {
  readonly _tag: 'NothingDue';
}

/**
 * Sends an app's events to its endpoints, each in order, until they have all that are stored, fail, or a time is over. Answers with the
 * endpoints as they are then. Only one process does it for an app.
 */
export type SendEvents = (
  appId: AppId,
  signal: AbortSignal,
) => TaskEither<StorageError | LeaseHeld | NothingDue, readonly Endpoint[]>;

export interface SendEventsDeps {
  readonly terms: LeaseTerms<EndpointRecord>;
  readonly events: Pick<EventLog, 'read'>;
  readonly sender: Pick<WebhookSender, 'send'>;
  readonly vault: Vault;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** The text of an event, as the stream has it. */
  readonly toText: (event: AppEvent) => string;
}

/** Events that are read at once, and their bytes. */
const PAGE = 50;
const PAGE_BYTES = 512 * 1024;
/** What was sent is noted at least that often; after a crash the rest is sent again. */
const NOTE_EVERY_MS = 1_000;
/** Then other apps have their turn. */
const PASS_MS = 10_000;

const NOTHING_DUE: NothingDue = { _tag: 'NothingDue' };

export const makeSendEvents =
  (deps: SendEventsDeps): SendEvents =>
  (appId, signal) =>
  async () => {
    const begin = (stored: EndpointRecord, lease: NonNullable<EndpointRecord['lease']>) =>
      stored.endpoints.some((one) => isDue(one, deps.clock.now()))
        ? E.right({ ...stored, lease })
        : E.left(NOTHING_DUE);
    const sent = await withLease(deps.terms)(appId, begin, (leased) => async () => {
      const pass = makePass(deps, leased, signal);
      await Promise.all(leased.record.endpoints.map((endpoint) => drain(deps, appId, pass, endpoint)));
      return E.right({ decide: (stored: EndpointRecord) => toRecord(withProgress(stored, pass.progress)) });
    })();
    return E.map(({ record }: { readonly record: EndpointRecord }) => record.endpoints)(sent);
  };

/** One turn of sending. */
interface Pass {
  readonly signal: AbortSignal;
  readonly until: number;
  readonly progress: Map<EndpointId, { readonly before: Endpoint; readonly after: Endpoint }>;
  /** Notes the progress if it is time, and says whether to go on with an endpoint. */
  readonly goesOn: (endpoint: Endpoint) => Promise<boolean>;
}

const makePass = ({ clock }: SendEventsDeps, leased: LeasedRecord<EndpointRecord>, signal: AbortSignal): Pass => {
  const progress: Pass['progress'] = new Map();
  const until = clock.now() + PASS_MS;
  let stored = leased.record;
  let noteAt = clock.now() + NOTE_EVERY_MS;
  let noting: Promise<boolean> | null = null;

  const note = async (): Promise<boolean> => {
    const renewed = await leased.renew((record) => withProgress(record, progress))();
    if (E.isLeft(renewed)) return false;
    stored = renewed.right;
    noteAt = clock.now() + NOTE_EVERY_MS;
    return true;
  };

  const goesOn: Pass['goesOn'] = async (endpoint) => {
    if (signal.aborted || clock.now() >= until) return false;
    if (clock.now() >= noteAt) {
      noting ??= note().finally(() => {
        noting = null;
      });
      if (!(await noting)) return false;
    }
    // An administrator's change begins with the next pass.
    return endpointIn(stored, endpoint.id)?.version === endpoint.version;
  };
  return { signal, until, progress, goesOn };
};

/** Sends an endpoint what it has not got yet. */
const drain = async (deps: SendEventsDeps, appId: AppId, pass: Pass, before: Endpoint): Promise<void> => {
  let endpoint = before;
  const moved = (after: Endpoint): void => {
    endpoint = after;
    pass.progress.set(before.id, { before, after });
  };
  while (isDue(endpoint, deps.clock.now()) && (await pass.goesOn(endpoint))) {
    const page = await deps.events.read(appId, endpoint.cursor, PAGE, PAGE_BYTES)();
    if (E.isLeft(page) || page.right.length === 0) return;
    const first = page.right[0]?.seq ?? 0;
    if (first > endpoint.cursor + 1) moved(pruned(endpoint, first - 1, deps.clock.now()));
    for (const event of page.right) {
      if (!wants(endpoint, event.content.type)) {
        moved(passedOver(endpoint, event.seq));
        continue;
      }
      if (!isDue(endpoint, deps.clock.now()) || !(await pass.goesOn(endpoint))) return;
      const outcome = await attempt(deps, appId, pass, endpoint, event);
      // What was cut off because the server stops is no failure of the endpoint.
      if (pass.signal.aborted && outcome._tag === 'Failed') return;
      const told = { seq: event.seq, type: event.content.type };
      moved(afterAttempt(endpoint, told, outcome, deps.clock.now(), deps.random()));
    }
  }
};

const attempt = (deps: SendEventsDeps, appId: AppId, { signal }: Pass, endpoint: Endpoint, event: AppEvent) =>
  deps.sender.send(
    {
      url: endpoint.url,
      id: event.id,
      at: deps.clock.now(),
      body: deps.toText(event),
      secrets: secretsInClear(deps.vault, appId, endpoint, deps.clock.now()),
    },
    signal,
  )();
