import type { Timestamp } from '../../domain/timestamp.js';
import { seeded, shuffled } from './random.js';
import type { TimedEvent } from './timed-event.js';

/** How a story is played. */
export interface PlayOptions {
  /** How many times faster than life; Infinity, if not given, waits for nothing and delivers one event after the other. */
  readonly speed?: number;
  /**
   * As they happened, if not given; or in an order by chance, as retries and a busy network make it: anything anywhere at infinite
   * speed, otherwise each event late by up to 15 seconds of the story.
   */
  readonly order?: 'in-order' | 'shuffled';
  /** For what is left to chance: the same for the same seed. */
  readonly seed?: number;
  /** The part of the deliveries that comes twice, from 0 to 1. */
  readonly duplicates?: number;
  /** The part of the deliveries that is never sent, from 0 to 1. */
  readonly drops?: number;
  /** Ends the play early. */
  readonly signal?: AbortSignal;
}

/** What became of a story's deliveries. An event counts once for each subscription that wants it. */
export interface PlayOutcome {
  /** Answered with a 2xx in the end, second copies included. */
  readonly delivered: number;
  /** Not taken, retries included. */
  readonly failed: number;
  /** Never sent, on purpose. */
  readonly dropped: number;
}

interface Stage {
  /** Now it has happened: the API knows of it. */
  readonly happen: (event: TimedEvent) => void;
  /** One entry for each subscription that wants it: sends the event there, and says whether it was taken. */
  readonly deliveriesOf: (event: TimedEvent) => readonly (() => Promise<boolean>)[];
  /** Waits so many milliseconds, or until it is over. */
  readonly sleep: (ms: number) => Promise<void>;
  /** When it is over, whatever is left of the story. */
  readonly until: AbortSignal;
}

/** How late an event may be that is overtaken: what Dialpad's retries of a call event take, in milliseconds. */
const LATEST_MS = 15_000;

/** A copy of an event on its way, which may be lost. */
interface Copy {
  readonly event: TimedEvent;
  readonly isLost: boolean;
}

/** Plays a story: everything in it happens, and what is delivered of it is delivered. */
export const playStory = async (
  story: readonly TimedEvent[],
  { speed = Number.POSITIVE_INFINITY, order = 'in-order', seed = 1, duplicates = 0, drops = 0 }: PlayOptions,
  { happen, deliveriesOf, sleep, until }: Stage,
): Promise<PlayOutcome> => {
  const random = seeded(seed);
  const counts = { delivered: 0, failed: 0, dropped: 0 };
  const send = async ({ event, isLost }: Copy): Promise<void> => {
    const deliveries = deliveriesOf(event);
    if (isLost) {
      counts.dropped += deliveries.length;
      return;
    }
    for (const taken of await Promise.all(deliveries.map((deliver) => deliver()))) {
      counts[taken ? 'delivered' : 'failed'] += 1;
    }
  };
  const events = [...story].sort((one, other) => one.at - other.at);
  const copies = events.flatMap((event): readonly Copy[] => {
    const copy = { event, isLost: random() < drops };
    return !copy.isLost && random() < duplicates ? [copy, copy] : [copy];
  });
  const mixes = order === 'shuffled';
  if (speed === Number.POSITIVE_INFINITY) {
    // What arrives in any order has all happened before.
    if (mixes) events.forEach(happen);
    for (const copy of mixes ? shuffled(copies, random) : copies) {
      if (until.aborted) break;
      happen(copy.event);
      await send(copy);
    }
    return counts;
  }
  const begin = events[0]?.at ?? 0;
  const at = async (moment: Timestamp, act: () => void | Promise<void>): Promise<void> => {
    await sleep((moment - begin) / speed);
    if (!until.aborted) await act();
  };
  await Promise.all([
    ...events.map((event) => at(event.at, () => happen(event))),
    ...copies.map((copy) => at(copy.event.at + (mixes ? random() * LATEST_MS : 0), () => send(copy))),
  ]);
  return counts;
};
