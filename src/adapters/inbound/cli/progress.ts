import type { Writable } from 'node:stream';
import { Presets, SingleBar } from 'cli-progress';

/** Shows how far something is that takes long. */
export interface Progress {
  readonly begin: (total: number) => void;
  readonly advance: (count: number) => void;
  readonly end: () => void;
}

const LINE_EVERY_MS = 10_000;

/** On a terminal a bar, elsewhere a line now and then. */
export const progressOn = (stream: Writable & { readonly isTTY?: boolean | undefined }, what: string): Progress =>
  stream.isTTY === true ? bar(stream, what) : lines(stream, what);

const bar = (stream: Writable, what: string): Progress => {
  const format = `${what} {bar} {percentage}% | {value} of {total} | {eta_formatted} left`;
  const formatValue = (value: number): string => value.toLocaleString('en');
  const shown = new SingleBar(
    { stream, format, formatValue, clearOnComplete: true, gracefulExit: false },
    Presets.shades_classic,
  );
  return {
    begin: (total) => shown.start(total, 0),
    advance: (count) => shown.increment(count),
    end: () => shown.stop(),
  };
};

const lines = (stream: Writable, what: string): Progress => {
  let total = 0;
  let done = 0;
  let shownAt = performance.now();
  return {
    begin: (all) => {
      total = all;
    },
    advance: (count) => {
      done += count;
      if (performance.now() - shownAt < LINE_EVERY_MS) return;
      shownAt = performance.now();
      stream.write(`${what}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')} records\n`);
    },
    end: () => undefined,
  };
};
