import type { Target } from './requests.js';
import { median } from './statistics.js';

/** A server under measurement. */
export interface Measured extends Target {
  readonly pid: number;
  /** How many processes it was told to run. */
  readonly processes: number;
  /** Milliseconds from the start of the process to the first answer. */
  readonly startMs: number;
  /** Whether it stores events, so that a socket can resume. */
  readonly keepsHistory: boolean;
  /** Whether it serves several apps. */
  readonly hasApps: boolean;
  /** How many calls are stored already. */
  readonly stored: number;
}

export interface Scale {
  readonly full: boolean;
  /** How often each figure is taken; the median is shown. */
  readonly runs: number;
  /** How long one take lasts, about. */
  readonly seconds: number;
  /** The longest that storing calls for a row may last. */
  readonly fillSeconds: number;
}

export const scaleOf = (full: boolean, runs: number | null): Scale => ({
  full,
  ...(full ? { runs: runs ?? 5, seconds: 2, fillSeconds: 60 } : { runs: runs ?? 3, seconds: 1, fillSeconds: 12 }),
});

export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** Null where it cannot be measured; the note says why. */
  readonly value: number | null;
  readonly note?: string;
}

/** Measures one server, from the process of the load. */
export type Row = (server: Measured, scale: Scale) => Promise<readonly Figure[]>;

/** Of several takes, figure by figure; one that a take has not is null. */
export const mediansOf = (takes: readonly (readonly Figure[])[]): readonly Figure[] => {
  const [first = []] = takes;
  return first.map(({ name, unit }, index) => {
    const figures = takes.flatMap((figures) => figures[index] ?? []);
    const missing = figures.find(({ value }) => value === null);
    const { note } = missing ?? figures.find((figure) => figure.note !== undefined) ?? {};
    const value = missing === undefined ? median(figures.flatMap((figure) => figure.value ?? [])) : null;
    return { name, unit, value, ...(note === undefined ? {} : { note }) };
  });
};

/** How many of something a take begins with, and between which bounds it stays. */
export interface Amount {
  readonly first: number;
  readonly most: number;
}

export interface Take {
  readonly seconds: number;
  readonly figures: readonly Figure[];
}

/** Takes that count for nothing: a short one, and one as long as the others, until the process has compiled what it does most. */
export const WARMING = 2;

/**
 * The medians of several takes, after those that warm the server up. Each says how many the next one has to be for it to last
 * `scale.seconds`, so that a slow server is not kept busy for minutes.
 */
export const medians = async (
  { runs, seconds }: Scale,
  { first, most }: Amount,
  take: (count: number) => Promise<Take>,
): Promise<readonly Figure[]> => {
  let count = first;
  const takes: (readonly Figure[])[] = [];
  for (let n = 0; n < WARMING + runs; n += 1) {
    const taken = await take(count);
    if (n >= WARMING) takes.push(taken.figures);
    count = Math.max(1, Math.min(most, Math.round((count / taken.seconds) * seconds)));
  }
  return mediansOf(takes);
};
