import type { Target } from './requests.js';
import { median } from './statistics.js';

/** A server under measurement. */
export interface Measured extends Target {
  readonly pid: number;
  /** Milliseconds from the start of the process to the first answer. */
  readonly startMs: number;
  /** Whether it stores events, so that a socket can resume. */
  readonly keepsHistory: boolean;
  /** How many calls are stored already. */
  readonly stored: number;
}

export interface Scale {
  readonly full: boolean;
  /** How often each figure is taken; the median is shown. */
  readonly runs: number;
}

export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

/** Measures one server, from the process of the load. */
export type Row = (server: Measured, scale: Scale) => Promise<readonly Figure[]>;

/** The medians of several runs, figure by figure. One run before them, which counts for nothing, warms the server up. */
export const medians = async (runs: number, run: () => Promise<readonly Figure[]>): Promise<readonly Figure[]> => {
  const taken = [];
  for (let n = 0; n <= runs; n += 1) taken.push(await run());
  const [first = [], ...counting] = taken;
  return first.map((figure, index) => ({
    ...figure,
    value: median(counting.map((figures) => figures[index]?.value ?? 0)),
  }));
};
