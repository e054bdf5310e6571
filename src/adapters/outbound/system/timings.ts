import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client';

/** Counts of durations by labels, as Prometheus' histograms have them. Counting one is an addition to an array. */
export interface Timings<Label extends string> {
  /** What counts durations with these labels; to be kept, and given seconds. There should be few of them. */
  readonly of: (labels: Readonly<Record<Label, string | number>>) => (seconds: number) => void;
}

interface Series {
  readonly labels: Readonly<Record<string, string | number>>;
  /** For each bound how many were within it and not within the one before; the last for those beyond all. */
  readonly counts: Float64Array;
  sum: number;
}

/** Registers a histogram with these upper bounds in seconds, in ascending order. */
export const makeTimings = <Label extends string>(
  registry: Registry,
  { name, help, bounds }: { readonly name: string; readonly help: string; readonly bounds: readonly number[] },
): Timings<Label> => {
  const all: Series[] = [];
  const metric = {
    name,
    get: async (): Promise<Omit<MetricObjectWithValues<MetricValue<string>>, 'collect'>> => ({
      ...{ name, help, type: 'histogram' as never, aggregator: 'sum' },
      values: all.flatMap((series) => valuesOf(name, bounds, series)) as MetricValue<string>[],
    }),
    reset: () => undefined,
  };
  // It asks a metric for its name and its values only.
  registry.registerMetric(metric as never);
  return {
    of: (labels) => {
      const series: Series = { labels, counts: new Float64Array(bounds.length + 1), sum: 0 };
      all.push(series);
      return (seconds) => {
        let bucket = 0;
        while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket += 1;
        series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
        series.sum += seconds;
      };
    },
  };
};

const valuesOf = (name: string, bounds: readonly number[], { labels, counts, sum }: Series) => {
  let total = 0;
  const buckets = [...bounds, '+Inf' as const].map((le, n) => {
    total += counts[n] ?? 0;
    return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: total };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: total },
  ];
};
