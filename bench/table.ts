import type { Figure } from './row.js';

/** The figures of each server. */
export type Results = ReadonlyMap<string, readonly Figure[]>;

const shown = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2);

/** How many times better than the other; the smaller is the better where it is no rate. */
const ratio = ({ value, unit }: Figure, other: Figure | undefined): string => {
  if (other === undefined || other.value === 0 || value === 0) return '–';
  return (unit === '/s' ? value / other.value : other.value / value).toPrecision(2);
};

/** One Markdown table: a line for each figure, a column for each server; behind each of ours its ratios to bare and to Fastify. */
export const tableOf = (results: Results): string => {
  const names = [...results.keys()];
  const figureOf = (subject: string, name: string) => results.get(subject)?.find((figure) => figure.name === name);
  const cell = (subject: string, name: string): string => {
    const figure = figureOf(subject, name);
    if (figure === undefined) return '–';
    if (subject === 'bare' || subject === 'fastify') return shown(figure.value);
    const ratios = ['bare', 'fastify'].map((other) => ratio(figure, figureOf(other, name)));
    return `${shown(figure.value)} (${ratios.join(' · ')})`;
  };
  const figures = new Map([...results.values()].flat().map(({ name, unit }) => [name, unit]));
  const lines = [...figures].map(
    ([name, unit]) => `| ${name} | ${unit} | ${names.map((subject) => cell(subject, name)).join(' | ')} |`,
  );
  return [`| | | ${names.join(' | ')} |`, `| --- | --- |${' ---: |'.repeat(names.length)}`, ...lines].join('\n');
};
