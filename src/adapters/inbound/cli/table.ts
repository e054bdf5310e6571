import type { Writable } from 'node:stream';
import { stripVTControlCharacters, styleText } from 'node:util';
import CliTable from 'cli-table3';
import type { CommandContext } from './command-context.js';

/** Rows below headings. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** The colour of a cell, by its heading and then by what stands in it. */
  readonly colours?: Readonly<Record<string, Readonly<Record<string, Colour>>>>;
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

/** A table as lines, in the colours and the width of standard output. */
export const tableOn = ({ stdout, env }: Pick<CommandContext, 'stdout' | 'env'>, table: Table): string =>
  tableText(table, paintFor(stdout, env), stdout.columns);

/** A table as lines. Its last column is cut off where a terminal of `columns` ends. */
export const tableText = ({ head, rows, colours = {}, empty }: Table, paint: Paint, columns?: number): string => {
  if (rows.length === 0) return `${empty}\n`;
  const texts = rows.map((row) => row.map(cellOf));
  const room = columns === undefined ? Number.POSITIVE_INFINITY : columns - widthBeforeLast([head, ...texts]);
  const table = new CliTable({
    head: head.map((name) => paint('bold', name)),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
  });
  for (const row of texts) {
    table.push(
      row.map((text, place) => {
        const colour = colours[head[place] ?? '']?.[text];
        const shown = place === head.length - 1 ? cut(text, room) : text;
        return colour === undefined ? shown : paint(colour, shown);
      }),
    );
  }
  const lines = table.toString().split('\n');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
};

const GAP = 2;
/** Less would say nothing; the terminal wraps the line then. */
const MIN_WIDTH = 10;

const widthBeforeLast = (rows: readonly (readonly string[])[]): number =>
  (rows[0] ?? []).slice(0, -1).reduce((sum, _, place) => sum + GAP + Math.max(...rows.map(widthAt(place))), 0);

const widthAt =
  (place: number) =>
  (row: readonly string[]): number =>
    (row[place] ?? '').length;

const cut = (text: string, room: number): string =>
  text.length <= room || room < MIN_WIDTH ? text : `${text.slice(0, room - 1)}…`;

const NO_LINES = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((name) => [name, '']),
);

const cellOf = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return harmless(String(value));
};

/** One line of text that cannot control the terminal, as what comes from outside might. */
export const harmless = (text: string): string =>
  stripVTControlCharacters(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
