import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type Endpoint, isDue } from '../../domain/endpoint/endpoint.js';
import {
  changedIn,
  type EndpointRecord,
  endpointIn,
  leaseIn,
  withProgress,
} from '../../domain/endpoint/endpoint-record.js';
import type { AppId, EndpointId } from '../../domain/ids.js';
import { isHeld, type Lease } from '../../domain/lease.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { AppRepository } from '../ports/app-repository.js';
import type { StorageError } from '../ports/storage-error.js';
import { type RecordOf, toRecord } from '../records/app-record.js';
import { type LeasedRecord, type LeaseHeld, type LeaseTerms, withLease } from '../records/lease.js';
import { type DrainDeps, drain, type GoesOn, type Progress, type Turn } from './drain-endpoint.js';
import { skipUnwanted } from './skip-unwanted.js';

/** The endpoint has everything, or may be sent nothing now. */
export interface NothingDue {
  readonly _tag: 'NothingDue';
}

/**
 * Sends an endpoint the events that it has not got, in order, until it has all that are stored, fails, or has had its turn. Answers with
 * the endpoint as it is then; more may be due. Only one process does it for an endpoint at a time.
 */
export type SendEvents = (
  appId: AppId,
  id: EndpointId,
  signal: AbortSignal,
  isChanged?: Turn['isChanged'],
) => TaskEither<StorageError | LeaseHeld | NothingDue, Endpoint>;

export interface SendEventsDeps extends DrainDeps {
  /** What belongs to an inactive app is sent nothing. */
  readonly apps: Pick<AppRepository, 'find'>;
  readonly records: RecordOf<EndpointRecord>;
  /** Names this process. */
  readonly owner: string;
}

/** Longer than two notes of a progress are apart, and than one request to an endpoint takes. */
const LEASE_MS = 20_000;
/** What was sent is noted at least that often; after a crash the rest is sent again. */
const NOTE_EVERY_MS = 1_000;
/** Then others have their turn. */
const TURN_MS = 10_000;

const NOTHING_DUE: NothingDue = { _tag: 'NothingDue' };
const LEASE_HELD: LeaseHeld = { _tag: 'LeaseHeld' };

export const makeSendEvents =
  (deps: SendEventsDeps): SendEvents =>
  (appId, id, signal, isChanged = () => false) =>
  async () => {
    const { clock } = deps;
    const checked = await hasSomething(deps, appId, id, signal)();
    if (E.isLeft(checked)) return checked;
    const begin = (stored: EndpointRecord, lease: Lease): E.Either<NothingDue, EndpointRecord> => {
      const endpoint = endpointIn(stored, id);
      if (endpoint === null || !isDue(endpoint, clock.now())) return E.left(NOTHING_DUE);
      return E.right(changedIn(stored, id, (one) => ({ ...one, lease })));
    };
    const sent = await withLease(termsOf(deps, id))(appId, begin, (leased) => async () => {
      const endpoint = endpointIn(leased.record, id);
      if (endpoint === null) return E.left(NOTHING_DUE);
      const progress = { noted: endpoint, current: endpoint };
      const turn: Turn = { appId, id, progress, signal, isChanged };
      await drain(deps, turn, makeGoesOn(deps, leased, turn));
      const decide = (stored: EndpointRecord, stillHeld: boolean) =>
        toRecord(stillHeld ? withNote(stored, id, progress) : stored);
      return E.right({ decide });
    })();
    if (E.isLeft(sent)) return sent;
    const endpoint = endpointIn(sent.right.record, id);
    return endpoint === null ? E.left(NOTHING_DUE) : E.right(endpoint);
  };

/** Whether there is an event to send; found out by reading alone, as most wakes find nothing. */
const hasSomething =
  (
    deps: SendEventsDeps,
    appId: AppId,
    id: EndpointId,
    signal: AbortSignal,
  ): TaskEither<StorageError | LeaseHeld | NothingDue, void> =>
  async () => {
    while (!signal.aborted) {
      const record = await deps.records.current(appId)();
      if (E.isLeft(record)) return record;
      const endpoint = endpointIn(record.right, id);
      if (endpoint === null || !isDue(endpoint, deps.clock.now())) return E.left(NOTHING_DUE);
      if (isHeld(endpoint.lease, (deps.records.leaseClock ?? deps.clock).now())) return E.left(LEASE_HELD);
      const next = await skipUnwanted(deps, appId, endpoint)();
      if (E.isLeft(next)) return next;
      if (next.right === 'wanted') return (await isActive(deps, appId)) ? E.right(undefined) : E.left(NOTHING_DUE);
      if (next.right === 'none') return E.left(NOTHING_DUE);
    }
    return E.left(NOTHING_DUE);
  };

/** An app whose state cannot be read is sent nothing for now. */
const isActive = async ({ apps }: SendEventsDeps, appId: AppId): Promise<boolean> => {
  const found = await apps.find(appId)();
  return E.isRight(found) && O.isSome(found.right) && found.right.value.isActive;
};

const termsOf = ({ records, owner, clock }: SendEventsDeps, id: EndpointId): LeaseTerms<EndpointRecord> => ({
  ...{ records, owner, clock, ms: LEASE_MS },
  leaseOf: (record) => leaseIn(record, id),
  putLease: (record, lease) => changedIn(record, id, (one) => ({ ...one, lease })),
});

const withNote = (record: EndpointRecord, id: EndpointId, { noted, current }: Progress): EndpointRecord =>
  changedIn(record, id, (stored) => withProgress(stored, noted, current));

/** Says whether to go on with an endpoint, and notes its progress now and then. */
const makeGoesOn = (
  deps: SendEventsDeps,
  leased: LeasedRecord<EndpointRecord>,
  { appId, id, progress, signal, isChanged }: Turn,
): GoesOn => {
  const { clock } = deps;
  const begunAt = clock.now();
  let notedAt = begunAt;
  // Also after the clock was set back: the lease would end unnoticed.
  const hasPassed = (ms: number, since: Timestamp): boolean => Math.abs(clock.now() - since) >= ms;
  return async () => {
    // What an administrator has changed counts from the next turn on: at once in this process, in another with the next note.
    if (signal.aborted || isChanged() || hasPassed(TURN_MS, begunAt)) return false;
    if (!hasPassed(NOTE_EVERY_MS, notedAt)) return true;
    const renewed = await leased.renew((record) => withNote(record, id, progress))();
    if (E.isLeft(renewed)) return false;
    progress.noted = progress.current;
    notedAt = clock.now();
    return endpointIn(renewed.right, id)?.version === progress.current.version && isActive(deps, appId);
  };
};
