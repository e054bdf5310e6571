import type { Figure } from './row.js';

/** The figures of each server. */
export type Results = ReadonlyMap<string, readonly Figure[]>;

const shown = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2);

/** How many times better than the other; the smaller is the better where it is no rate. */
const ratio = (value: number, unit: string, other: number): string => {
  if (other === 0 || value === 0) return '–';
  return (unit === '/s' ? value / other : other / value).toPrecision(2);
};

/** Above the line, as footnotes are. */
const raised = (n: number): string => [...String(n)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');

/** Notes are numbered in the order in which they are first needed; the same one has one number. */
const numberer = () => {
  const notes: string[] = [];
  const markOf = (note: string | undefined): string => {
    if (note === undefined) return '';
    if (!notes.includes(note)) notes.push(note);
    return ` ${raised(notes.indexOf(note) + 1)}`;
  };
  return { notes, markOf };
};

/** The names of all lists, each behind the one that it follows in its own list. */
const merged = (lists: readonly (readonly string[])[]): readonly string[] => {
  const names: string[] = [];
  for (const list of lists) {
    let at = 0;
    for (const name of list) {
      const known = names.indexOf(name);
      if (known < 0) names.splice(at, 0, name);
      at = (known < 0 ? at : known) + 1;
    }
  }
  return names;
};

/** The servers that the others are compared with. */
const COMPARED = ['bare', 'fastify'];

/**
 * One Markdown table: a line for each figure, a column for each server; behind each of ours its ratios to bare and to Fastify, where one of
 * these has the figure too. The notes are below.
 */
export const tableOf = (results: Results): string => {
  const names = [...results.keys()];
  const { notes, markOf } = numberer();
  const figureOf = (subject: string, name: string) => results.get(subject)?.find((figure) => figure.name === name);
  const cell = (subject: string, name: string): string => {
    const { value = null, unit = '', note } = figureOf(subject, name) ?? {};
    if (value === null) return `–${markOf(note)}`;
    const others = COMPARED.map((other) => figureOf(other, name)?.value ?? 0);
    if (COMPARED.includes(subject) || others.every((other) => other === 0)) return `${shown(value)}${markOf(note)}`;
    return `${shown(value)} (${others.map((other) => ratio(value, unit, other)).join(' · ')})${markOf(note)}`;
  };
  const all = [...results.values()];
  const units = new Map(all.flat().map(({ name, unit }) => [name, unit]));
  const lines = merged(all.map((figures) => figures.map(({ name }) => name))).map(
    (name) => `| ${name} | ${units.get(name)} | ${names.map((subject) => cell(subject, name)).join(' | ')} |`,
  );
  const head = [`| | | ${names.join(' | ')} |`, `| --- | --- |${' ---: |'.repeat(names.length)}`];
  const below = notes.map((note, index) => `${raised(index + 1)} ${note}.`);
  return [...head, ...lines, ...(below.length === 0 ? [] : ['', below.join(' ')])].join('\n');
};
