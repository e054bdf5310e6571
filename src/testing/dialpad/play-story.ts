import type { Timestamp } from '../../domain/timestamp.js';
import { type Random, seeded, shuffled } from '../random.js';
import type { TimedEvent } from './timed-event.js';

/** How a story is played. */
export interface PlayOptions {
  /** How many times faster than real time. Infinity, the default, waits for nothing and delivers one event after the other. */
  readonly speed?: number;
  /**
   * As they happened, by default; or in a random order, as retries and a busy network cause it: any order at infinite speed,
   * otherwise each event late by up to 15 seconds of the story.
   */
  readonly order?: 'in-order' | 'shuffled';
  /** Of everything random; the same outcome for the same seed. */
  readonly seed?: number;
  /** The share of the deliveries that is sent twice, from 0 to 1. */
  readonly duplicates?: number;
  /** The share of the deliveries that is never sent, from 0 to 1. */
  readonly drops?: number;
  /** Ends the play early. */
  readonly signal?: AbortSignal;
}

/** The outcome of a story's deliveries. An event counts once for each subscription that wants it. */
export interface PlayOutcome {
  /** Answered with a 2xx in the end, including second copies. */
  readonly delivered: number;
  /** Not accepted, after all retries. */
  readonly failed: number;
  /** Not sent, because of `drops`. */
  readonly dropped: number;
}

interface PlayContext {
  /** The event has happened: the API knows it. */
  readonly record: (event: TimedEvent) => void;
  /** One function for each subscription that wants the event: sends it there, and resolves to whether it was accepted. */
  readonly deliveriesOf: (event: TimedEvent) => readonly (() => Promise<boolean>)[];
  /** Waits so many milliseconds, or until the play is over. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Ends the play. */
  readonly until: AbortSignal;
}

/** A copy of an event to be sent, or to be dropped. */
interface Copy {
  readonly event: TimedEvent;
  readonly isDropped: boolean;
}

interface Play {
  readonly events: readonly TimedEvent[];
  readonly copies: readonly Copy[];
  readonly send: (copy: Copy) => Promise<void>;
  readonly isShuffled: boolean;
  readonly random: Random;
  readonly context: PlayContext;
}

/** How late a shuffled event may be: as long as Dialpad's retries of a call event take, in milliseconds. */
const MAX_DELAY_MS = 15_000;

/** Plays a story: records all its events, and delivers those that are not dropped. */
export const playStory = async (
  story: readonly TimedEvent[],
  { speed = Number.POSITIVE_INFINITY, order = 'in-order', seed = 1, duplicates = 0, drops = 0 }: PlayOptions,
  context: PlayContext,
): Promise<PlayOutcome> => {
  const random = seeded(seed);
  const outcome = { delivered: 0, failed: 0, dropped: 0 };
  const events = [...story].sort((one, other) => one.at - other.at);
  const copies = events.flatMap((event): readonly Copy[] => {
    const copy = { event, isDropped: random() < drops };
    return !copy.isDropped && random() < duplicates ? [copy, copy] : [copy];
  });
  const send = (copy: Copy): Promise<void> => sendCopy(copy, context, outcome);
  const play = { events, copies, send, isShuffled: order === 'shuffled', random, context };
  await (speed === Number.POSITIVE_INFINITY ? playAtOnce(play) : playInTime(play, speed));
  return outcome;
};

type Counts = { -readonly [Name in keyof PlayOutcome]: PlayOutcome[Name] };

const sendCopy = async ({ event, isDropped }: Copy, { deliveriesOf }: PlayContext, outcome: Counts): Promise<void> => {
  const deliveries = deliveriesOf(event);
  if (isDropped) {
    outcome.dropped += deliveries.length;
    return;
  }
  for (const accepted of await Promise.all(deliveries.map((deliver) => deliver()))) {
    outcome[accepted ? 'delivered' : 'failed'] += 1;
  }
};

const playAtOnce = async ({ events, copies, send, isShuffled, random, context }: Play): Promise<void> => {
  const { record, until } = context;
  // In a random order, every event has happened before the first is sent.
  if (isShuffled) events.forEach(record);
  for (const copy of isShuffled ? shuffled(copies, random) : copies) {
    if (until.aborted) break;
    record(copy.event);
    await send(copy);
  }
};

const playInTime = async (
  { events, copies, send, isShuffled, random, context }: Play,
  speed: number,
): Promise<void> => {
  const { record, sleep, until } = context;
  const begin = events[0]?.at ?? 0;
  const at = async (moment: Timestamp, act: () => void | Promise<void>): Promise<void> => {
    await sleep((moment - begin) / speed);
    if (!until.aborted) await act();
  };
  await Promise.all([
    ...events.map((event) => at(event.at, () => record(event))),
    ...copies.map((copy) => at(copy.event.at + (isShuffled ? random() * MAX_DELAY_MS : 0), () => send(copy))),
  ]);
};
