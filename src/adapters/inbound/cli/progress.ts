import type { Writable } from 'node:stream';
import { Presets, SingleBar } from 'cli-progress';

/** Shows the progress of a long command. */
export interface Progress {
  readonly begin: (total: number) => void;
  /** So many more records are done. */
  readonly advance: (count: number) => void;
  readonly end: () => void;
}

const LINE_EVERY_MS = 10_000;

/** A bar on a terminal; elsewhere a line every ten seconds. */
export const progressOn = (stream: Writable & { readonly isTTY?: boolean | undefined }, label: string): Progress =>
  stream.isTTY === true ? bar(stream, label) : lines(stream, label);

const bar = (stream: Writable, label: string): Progress => {
  const format = `${label} {bar} {percentage}% | {value} of {total} | {eta_formatted} left`;
  const formatValue = (value: number): string => value.toLocaleString('en');
  const progressBar = new SingleBar(
    { stream, format, formatValue, clearOnComplete: true, gracefulExit: false },
    Presets.shades_classic,
  );
  return {
    begin: (total) => progressBar.start(total, 0),
    advance: (count) => progressBar.increment(count),
    end: () => progressBar.stop(),
  };
};

const lines = (stream: Writable, label: string): Progress => {
  let total = 0;
  let done = 0;
  let lastLineAt = performance.now();
  return {
    begin: (records) => {
      total = records;
    },
    advance: (count) => {
      done += count;
      if (performance.now() - lastLineAt < LINE_EVERY_MS) return;
      lastLineAt = performance.now();
      stream.write(`${label}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')} records\n`);
    },
    end: () => undefined,
  };
};
