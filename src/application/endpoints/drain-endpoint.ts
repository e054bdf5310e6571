import * as E from 'fp-ts/lib/Either.js';
import { afterAttempt, pruned } from '../../domain/endpoint/attempts.js';
import { type Endpoint, isDue, passedOver, wants } from '../../domain/endpoint/endpoint.js';
import type { AppEvent } from '../../domain/event/app-event.js';
import type { AppId, EndpointId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Clock } from '../ports/clock.js';
import type { EventLog } from '../ports/event-log.js';
import type { Vault } from '../ports/vault.js';
import type { WebhookSender } from '../ports/webhook-sender.js';
import { secretsInClear } from './endpoint-secrets.js';

export interface DrainDeps {
  readonly events: Pick<EventLog, 'read'>;
  readonly sender: Pick<WebhookSender, 'send'>;
  readonly vault: Vault;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** The text of an event, as the stream has it. */
  readonly toText: (event: AppEvent) => string;
}

/** How far sending has come with an endpoint. */
export interface Progress {
  /** As it is stored. */
  noted: Endpoint;
  current: Endpoint;
}

/** One turn of sending to an endpoint. */
export interface Turn {
  readonly appId: AppId;
  readonly id: EndpointId;
  readonly progress: Progress;
  /** Cuts off what is under way. */
  readonly signal: AbortSignal;
  /** Whether an administrator has changed the endpoint since, as far as this process knows. */
  readonly isChanged: () => boolean;
}

/** Whether a turn goes on; asked before each event. */
export type GoesOn = () => Promise<boolean>;

/** Events that are read at once, and their bytes. */
export const PAGE = 50;
export const PAGE_BYTES = 512 * 1024;

/** Sends an endpoint what it has not got yet, one event after the other, while its turn goes on. */
export const drain = async (deps: DrainDeps, turn: Turn, goesOn: GoesOn): Promise<void> => {
  const { appId, progress } = turn;
  while (isDue(progress.current, deps.clock.now()) && (await goesOn())) {
    const page = await deps.events.read(appId, progress.current.cursor, PAGE, PAGE_BYTES)();
    if (E.isLeft(page) || page.right.length === 0) return;
    for (const event of page.right) {
      progress.current = noticingGap(progress.current, event, deps.clock.now());
      if (!wants(progress.current, event.content.type)) {
        progress.current = passedOver(progress.current, event.seq);
      } else if (!(await sendNext(deps, turn, goesOn, event))) return;
    }
  }
};

/** The endpoint, told of what the event log no longer has between its cursor and the next event. */
const noticingGap = (endpoint: Endpoint, { seq }: AppEvent, now: Timestamp): Endpoint =>
  seq > endpoint.cursor + 1 ? pruned(endpoint, seq - 1, now) : endpoint;

/** Sends one event; says whether the one after it is next. */
const sendNext = async (
  deps: DrainDeps,
  { appId, progress, signal }: Turn,
  goesOn: GoesOn,
  event: AppEvent,
): Promise<boolean> => {
  if (!isDue(progress.current, deps.clock.now()) || !(await goesOn())) return false;
  const at = deps.clock.now();
  const { url } = progress.current;
  const secrets = secretsInClear(deps.vault, appId, progress.current, at);
  const outcome = await deps.sender.send({ url, id: event.id, at, body: deps.toText(event), secrets }, signal)();
  // What was cut off because the server stops is no failure of the endpoint.
  if (signal.aborted && outcome._tag === 'Failed') return false;
  const told = { seq: event.seq, type: event.content.type };
  progress.current = afterAttempt(progress.current, told, outcome, deps.clock.now(), deps.random());
  return progress.current.cursor === event.seq;
};
