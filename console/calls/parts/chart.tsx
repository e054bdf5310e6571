import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { isDark } from '../../theme.js';
import { durationText } from '../logic/durations.js';
import { COUNT_STEPS, SECOND_STEPS, stacked } from '../logic/stack.js';

export interface Series {
  readonly name: string;
  /** A variable of the style sheet. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
}

interface Props {
  readonly title: string;
  /** What the picture shows, for who does not see it. The table has the numbers. */
  readonly summary: string;
  readonly labels: readonly string[];
  /** In pixels. */
  readonly height: number;
  /** Durations, in seconds; else numbers of something. */
  readonly inSeconds: boolean;
  /** On top of each other, the first at the bottom. */
  readonly series: readonly Series[];
}

/** Bars over time. */
export const Chart = (props: Props) => {
  const { title, summary, labels, series, inSeconds } = props;
  const place = useRef<HTMLDivElement>(null);
  /** Which bar the pointer is at; null if it is at none. */
  const [at, setAt] = useState<number | null>(null);
  const dark = isDark.value;
  const key = JSON.stringify([props.labels, series.map(({ values }) => values), dark]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew where what it shows has changed, and for other colours
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const plot = draw(element, props, setAt);
    const fit = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: props.height }));
    fit.observe(element);
    return () => {
      fit.disconnect();
      plot.destroy();
    };
  }, [key]);
  return (
    <figure class="chart">
      <figcaption>
        <span>
          <strong>{title}</strong> {at !== null && <span class="soft">{labels[at]}</span>}
        </span>
        <ul class="legend">
          {series.map(({ name, colour, values }) => (
            <li key={name}>
              {series.length > 1 && (
                <>
                  <span class="swatch" aria-hidden="true" style={{ background: `var(${colour})` }} />
                  {name}
                </>
              )}
              {at !== null && <strong>{valueText(values[at] ?? null, inSeconds)}</strong>}
            </li>
          ))}
        </ul>
      </figcaption>
      <div
        ref={place}
        class="chart-place"
        role="img"
        aria-label={`${title}. ${summary} The table below has the numbers.`}
      />
    </figure>
  );
};

/** Between two labels of the lower axis, in pixels. */
const LABEL_SPACE = 64;

const valueText = (value: number | null, inSeconds: boolean): string =>
  inSeconds ? durationText(value) : (value ?? 0).toLocaleString('en');

const draw = (
  element: HTMLElement,
  { labels, height, series, inSeconds }: Props,
  onPoint: (at: number | null) => void,
): uPlot => {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const stacks = stacked(series.map(({ values }) => values));
  // What is highest is drawn first, so that each lower one covers it as far as it reaches.
  const order = series.map((_, n) => n).reverse();
  const axis = {
    stroke: colour('--soft'),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  // On top of each other, round corners would show what is behind them.
  const bars = uPlot.paths.bars?.({ size: [0.7, 48], radius: series.length > 1 ? 0 : 0.15 });
  return new uPlot(
    {
      width: element.clientWidth,
      height,
      legend: { show: false },
      cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
      hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
      padding: [8, 18, 0, 0],
      scales: {
        x: { time: false, range: [-0.5, Math.max(0.5, labels.length - 0.5)] },
        y: { range: (_, __, max) => [0, Math.max(inSeconds ? 10 : 4, max * 1.05)] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 30,
          space: LABEL_SPACE,
          incrs: [1, 2, 3, 4, 6, 7, 12, 14, 24, 28, 50, 100],
          values: (_, at) => at.map((n) => labels[n] ?? ''),
        },
        {
          ...axis,
          size: inSeconds ? 72 : 56,
          incrs: [...(inSeconds ? SECOND_STEPS : COUNT_STEPS)],
          values: (_, at) => at.map((value) => valueText(value, inSeconds)),
        },
      ],
      series: [
        {},
        ...order.map((n) => {
          const fill = colour(series[n]?.colour ?? '');
          return {
            fill,
            stroke: fill,
            width: 0,
            points: { show: false },
            ...(bars === undefined ? {} : { paths: bars }),
          };
        }),
      ],
    },
    [labels.map((_, n) => n), ...order.map((n) => [...(stacks[n] ?? [])])],
    element,
  );
};
