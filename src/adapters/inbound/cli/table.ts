import type { Writable } from 'node:stream';
import { stripVTControlCharacters, styleText } from 'node:util';
import CliTable from 'cli-table3';

/** Rows below headings. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** What is said where there are no rows. */
  readonly empty: string;
}

export type Colour = 'green' | 'yellow' | 'red' | 'bold' | 'dim';
export type Paint = (colour: Colour, text: string) => string;

/** Colours on a terminal, unless NO_COLOR is set (https://no-color.org); FORCE_COLOR wants them elsewhere too. */
export const paintFor = (
  stream: Writable & { readonly isTTY?: boolean | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Paint => {
  const wanted = (env.NO_COLOR ?? '') === '' && (stream.isTTY === true || (env.FORCE_COLOR ?? '0') !== '0');
  return (colour, text) => (wanted ? styleText(colour, text, { validateStream: false }) : text);
};

/** A table as lines. */
export const tableText = ({ head, rows, empty }: Table, paint: Paint): string => {
  if (rows.length === 0) return `${empty}\n`;
  const table = new CliTable({
    head: head.map((name) => paint('bold', name)),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  for (const row of rows) table.push(row.map(cellOf));
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
};

const NO_LINES = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((name) => [name, '']),
);

/** What came from outside must not control the terminal. */
const cellOf = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return stripVTControlCharacters(String(value)).replace(/[\p{Cc}\p{Cf}]/gu, ' ');
};
