import type { Timestamp } from '../domain/timestamp.js';
import { type Board, type BoardCall, isLive } from './board.js';

/** The terminal colours that the board uses. */
export type Colour = 'bold' | 'dim' | 'yellow' | 'green' | 'red' | 'cyan' | 'gray';

/** Colours a text; returns it unchanged where there are no colours. */
export type Paint = (colour: Colour, text: string) => string;

export const unpainted: Paint = (_colour, text) => text;

const COLUMNS = { status: 10, from: 16, to: 16, seconds: 7 } as const;
/** Total width of the gaps between the five columns. */
const GAPS = 8;
const MIN_WHO_WIDTH = 8;
/** The lines that are neither a call nor an event. */
const HEADINGS = 4;
/** Of calls and of events, however low the terminal is. */
const MIN_LINES = 3;

const COLOUR_OF: Readonly<Record<BoardCall['status'], Colour>> = {
  ringing: 'yellow',
  active: 'green',
  completed: 'gray',
  missed: 'red',
  rejected: 'red',
  voicemail: 'cyan',
};

/**
 * The board as lines of at most `width` characters: a table of the calls and the ticker, each with the newest first. Times are UTC; a
 * call in progress shows the seconds from its start to `now`.
 */
export const renderBoard = (
  board: Board,
  {
    width,
    height = Number.MAX_SAFE_INTEGER,
    now,
    paint = unpainted,
  }: { readonly width: number; readonly height?: number; readonly now: Timestamp; readonly paint?: Paint },
): readonly string[] => {
  const room = Math.max(MIN_LINES * 2, height - HEADINGS);
  const ticker = board.ticker.slice(0, Math.max(MIN_LINES, room - Math.max(board.calls.length, Math.ceil(room / 2))));
  const calls = board.calls.slice(0, room - ticker.length);
  const live = board.calls.filter(isLive).length;
  const heading = (text: string): string => paint('bold', sized(text, width).trimEnd());
  return [
    heading(`Calls: ${live} live, ${board.calls.length - live} before`),
    paint('dim', rowOf(['STATUS', 'FROM', 'TO', 'WHO', 'SECONDS'], width)),
    ...calls.map((call) => paint(COLOUR_OF[call.status], rowOf(cellsOf(call, now), width))),
    '',
    heading('Latest   (* recorded)'),
    ...ticker.map(({ at, text }) => sized(`${clock(at)}  ${text}`, width).trimEnd()),
  ];
};

type Cells = readonly [status: string, from: string, to: string, who: string, seconds: string];

const cellsOf = (call: BoardCall, now: Timestamp): Cells => {
  const seconds = isLive(call) ? Math.max(0, Math.round((now - call.startedAt) / 1000)) : call.seconds;
  const mark = call.recorded ? '*' : '';
  return [`${call.status}${mark}`, call.from ?? '-', call.to ?? '-', call.who ?? '-', `${seconds ?? '-'}`];
};

const rowOf = ([status, from, to, who, seconds]: Cells, width: number): string => {
  const fixed = Object.values(COLUMNS).reduce((sum, one) => sum + one, GAPS);
  const cells = [
    sized(status, COLUMNS.status),
    sized(from, COLUMNS.from),
    sized(to, COLUMNS.to),
    sized(who, Math.max(MIN_WHO_WIDTH, width - fixed)),
    seconds.padStart(COLUMNS.seconds),
  ];
  return sized(cells.join('  '), width).trimEnd();
};

const clock = (at: Timestamp): string => new Date(at).toISOString().slice(11, 19);

/**
 * A text cut or padded to `width` characters. Text from outside (a message, a transcript) must not control the terminal, so control and
 * formatting characters become blanks.
 */
const sized = (text: string, width: number): string => {
  const characters = [...text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')];
  if (characters.length <= width) return characters.join('') + ' '.repeat(width - characters.length);
  return width > 0 ? `${characters.slice(0, width - 1).join('')}…` : '';
};
