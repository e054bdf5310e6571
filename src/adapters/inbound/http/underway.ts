/** What is under way, each until it is taken out or its time is over. */
export interface Underway<A> {
  readonly add: (item: A, withinMs: number) => void;
  /** Takes it out; false if it was not under way any more. */
  readonly delete: (item: A) => boolean;
  readonly size: () => number;
}

/** How often it is looked for what takes too long, in milliseconds: a timer for each would take longer than most answers. */
const SWEEP_MS = 250;

/** `expire` is called at most `SWEEP_MS` after the time of an item is over, and has to take it out. */
export const makeUnderway = <A>(expire: (item: A) => void, stopwatch: () => number): Underway<A> => {
  /** When the time of each is over. */
  const ends = new Map<A, number>();
  let isSwept = false;

  const sweepLater = (): void => {
    isSwept = ends.size > 0;
    if (isSwept) setTimeout(sweep, SWEEP_MS).unref();
  };
  const sweep = (): void => {
    const now = stopwatch();
    for (const [item, end] of ends) if (end <= now) expire(item);
    sweepLater();
  };

  return {
    add: (item, withinMs) => {
      ends.set(item, stopwatch() + withinMs);
      if (!isSwept) sweepLater();
    },
    delete: (item) => ends.delete(item),
    size: () => ends.size,
  };
};
