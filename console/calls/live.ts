import { effect, signal } from '@preact/signals';
import type { Call, CtiClient, CtiEvent, StreamState } from '../../src/client/index.js';
import { announce } from '../announce.js';
import { client } from '../session.js';
import { ask } from './ask.js';
import { callsAfter, isNews, skewOf } from './logic/live-calls.js';
import { otherNumber, ringSentence } from './logic/words.js';
import { noteName } from './names.js';

/** The calls that ring or are in progress; null until they were read. */
export const liveCalls = signal<readonly Call[] | null>(null);

/** Why they could not be read; null if they were. */
export const liveFailure = signal<string | null>(null);

export const streamState = signal<StreamState>({ status: 'closed' });

/** How far the server's clock is ahead of this one, in milliseconds. */
export const skewMs = signal(0);

type Listener = (event: CtiEvent) => void;
const listeners = new Set<Listener>();

/** Tells the listener of each event until the answer is called. */
export const listen = (listener: Listener): (() => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

/** Whether more calls ring or are in progress than were read. */
export const hasMoreLive = signal(false);

/** Calls that are read. */
const MAX_CALLS = 2_000;
const PAGE = 100;

const readLive = async (asked: CtiClient): Promise<{ readonly calls: readonly Call[]; readonly hasMore: boolean }> => {
  const calls: Call[] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = cursor === null ? { limit: PAGE } : { limit: PAGE, cursor };
    const { data, pagination } = await asked.calls.active(query);
    calls.push(...data);
    cursor = pagination.has_more ? pagination.next_cursor : null;
  } while (cursor !== null && calls.length < MAX_CALLS);
  return { calls, hasMore: cursor !== null };
};

/** Asks what the server's clock says, which events do not: they may come late. That it fails is no matter. */
const readClock = async (): Promise<void> => {
  const asked = Date.now();
  const health: unknown = await fetch('/health')
    .then((answer) => answer.json())
    .catch(() => null);
  const { timestamp } = Object(health);
  if (typeof timestamp === 'string') skewMs.value = skewOf(timestamp, asked, Date.now());
};

const attempt = signal(0);

/** Opens the stream anew, after it was refused. */
export const followAgain = (): void => {
  attempt.value += 1;
};

/** Follows the app's stream for as long as there is a key. */
export const startLive = (): void => {
  effect(() => {
    const asked = client.value;
    attempt.value;
    liveCalls.value = null;
    liveFailure.value = null;
    streamState.value = { status: 'closed' };
    if (asked === null) return undefined;
    return follow(asked);
  });
};

const follow = (asked: CtiClient): (() => void) => {
  let isOver = false;
  /** Events that came while the calls were read, to be applied to them. */
  let missed: CtiEvent[] | null = null;
  const read = async (): Promise<void> => {
    missed = [];
    try {
      const { calls, hasMore } = await readLive(asked);
      if (isOver) return;
      liveCalls.value = missed.reduce(callsAfter, calls);
      hasMoreLive.value = hasMore;
      liveFailure.value = null;
    } catch (error) {
      if (!isOver) liveFailure.value = error instanceof Error ? error.message : 'The calls could not be read.';
    } finally {
      missed = null;
    }
  };
  reread = read;
  const stream = asked.stream({
    onEvent: (event) => {
      missed?.push(event);
      note(event);
    },
    onState: (state) => {
      streamState.value = state;
      if (state.status === 'live') void readClock();
      if (state.status === 'live' && liveCalls.value === null) void read();
      // Whether it was for the key, which ends the session, only another question tells.
      if (state.status === 'refused') void ask((of) => of.calls.list({ limit: 1 }));
    },
    onReset: read,
  });
  return () => {
    isOver = true;
    stream.close();
  };
};

let reread: () => Promise<void> = async () => undefined;

/** Reads the calls again, after a failure. */
export const readAgain = (): void => void reread();

const note = (event: CtiEvent): void => {
  if ('contact' in event && event.contact != null) noteName(otherNumber(event), event.contact.name);
  const before = liveCalls.peek();
  if (before !== null) liveCalls.value = callsAfter(before, event);
  if (event.event === 'call.ring' && isNews(event, Date.now() + skewMs.peek())) announce(ringSentence(event));
  for (const listener of listeners) listener(event);
};
