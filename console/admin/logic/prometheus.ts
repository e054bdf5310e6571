/** One number of a metric. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric with what it says of itself. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly Sample[];
}

/** Reads metrics in Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/). What it cannot read is left out. */
export const readMetrics = (text: string): ReadonlyMap<string, Metric> => {
  const metrics = new Map<string, { name: string; help: string; type: string; samples: Sample[] }>();
  const metricOf = (name: string) => {
    const metric = metrics.get(name) ?? { name, help: '', type: 'untyped', samples: [] };
    metrics.set(name, metric);
    return metric;
  };
  for (const line of text.split('\n')) {
    const [, what, name = '', said = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (what === 'HELP') metricOf(name).help = said;
    else if (what === 'TYPE') metricOf(name).type = said;
    else {
      const sample = readSample(line);
      if (sample !== null) metricOf(familyOf(sample.name, metrics)).samples.push(sample);
    }
  }
  return metrics;
};

/** The sum of a metric's samples whose name and labels are these. */
export const sumOf = (
  metrics: ReadonlyMap<string, Metric>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
  ending = '',
): number => {
  const wanted = Object.entries(labels);
  return (metrics.get(name)?.samples ?? [])
    .filter(
      (sample) => sample.name === `${name}${ending}` && wanted.every(([key, value]) => sample.labels[key] === value),
    )
    .reduce((sum, { value }) => sum + value, 0);
};

/** The value below which this share of what a histogram measured lies, at the bound of its bucket; null without measurements. */
export const quantileOf = (metrics: ReadonlyMap<string, Metric>, name: string, share: number): number | null => {
  const buckets = new Map<number, number>();
  for (const { name: of, labels, value } of metrics.get(name)?.samples ?? []) {
    if (of !== `${name}_bucket`) continue;
    const bound = labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le);
    buckets.set(bound, (buckets.get(bound) ?? 0) + value);
  }
  const sorted = [...buckets].sort(([one], [other]) => one - other);
  const total = sorted.at(-1)?.[1] ?? 0;
  if (total === 0) return null;
  return sorted.find(([, count]) => count >= total * share)?.[0] ?? null;
};

const readSample = (line: string): Sample | null => {
  const [, name, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
  if (name === undefined || value === undefined) return null;
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [
    key,
    unescaped(text),
  ]);
  return {
    name,
    labels: Object.fromEntries(pairs),
    value: value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value),
  };
};

const unescaped = (text: string): string => text.replace(/\\(.)/g, (_, letter) => (letter === 'n' ? '\n' : letter));

/** The metric that a sample belongs to: a histogram's samples have endings. */
const familyOf = (name: string, known: ReadonlyMap<string, unknown>): string => {
  const base = name.replace(/_(bucket|sum|count)$/, '');
  return known.has(name) ? name : known.has(base) ? base : name;
};
