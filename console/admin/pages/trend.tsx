interface Props {
  readonly name: string;
  /** The latest last. */
  readonly values: readonly number[];
  /** Digits behind the point. */
  readonly digits: number;
}

const WIDTH = 160;
const HEIGHT = 36;

/** A number with the line of how it came about. */
export const Trend = ({ name, values, digits }: Props) => {
  const latest = values.at(-1);
  return (
    <div class="trend">
      <span class="trend-name">{name}</span>
      <span class="trend-value">{latest === undefined ? '–' : latest.toFixed(digits)}</span>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {values.length > 1 && <polyline points={pointsOf(values)} vector-effect="non-scaling-stroke" />}
      </svg>
    </div>
  );
};

const pointsOf = (values: readonly number[]): string => {
  const highest = Math.max(1e-9, ...values);
  const step = WIDTH / Math.max(1, values.length - 1);
  return values
    .map((value, n) => `${(n * step).toFixed(1)},${(HEIGHT - 2 - (value / highest) * (HEIGHT - 4)).toFixed(1)}`)
    .join(' ');
};
