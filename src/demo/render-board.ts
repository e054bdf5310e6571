import type { Timestamp } from '../domain/timestamp.js';
import { type Board, type BoardCall, isLive } from './board.js';

/** The colours that a terminal has for us. */
export type Colour = 'bold' | 'dim' | 'yellow' | 'green' | 'red' | 'cyan' | 'gray';

/** Puts a text in a colour, or leaves it as it is where there are none. */
export type Paint = (colour: Colour, text: string) => string;

export const unpainted: Paint = (_colour, text) => text;

const COLUMNS = { status: 10, from: 16, to: 16, seconds: 7 } as const;
/** Two blanks between two columns. */
const GAPS = 8;
const NARROWEST_WHO = 8;

const COLOUR_OF: Readonly<Record<BoardCall['status'], Colour>> = {
  ringing: 'yellow',
  active: 'green',
  completed: 'gray',
  missed: 'red',
  rejected: 'red',
  voicemail: 'cyan',
};

/**
 * The board as lines of at most `width` characters: a table of the calls, the newest first, and the latest news. Times are
 * UTC; a call that goes on shows the seconds from its start to `now`.
 */
export const renderBoard = (
  board: Board,
  { width, now, paint = unpainted }: { readonly width: number; readonly now: Timestamp; readonly paint?: Paint },
): readonly string[] => {
  const live = board.calls.filter(isLive).length;
  const who = Math.max(NARROWEST_WHO, width - GAPS - Object.values(COLUMNS).reduce((sum, one) => sum + one, 0));
  const row = ([status, from, to, name, seconds]: readonly [string, string, string, string, string]): string =>
    sized(
      [
        sized(status, COLUMNS.status),
        sized(from, COLUMNS.from),
        sized(to, COLUMNS.to),
        sized(name, who),
        seconds.padStart(COLUMNS.seconds),
      ].join('  '),
      width,
    ).trimEnd();
  return [
    paint('bold', sized(`Calls: ${live} live, ${board.calls.length - live} before`, width).trimEnd()),
    paint('dim', row(['STATUS', 'FROM', 'TO', 'WHO', 'SECONDS'])),
    ...board.calls.map((call) => {
      const length = isLive(call) ? Math.max(0, Math.round((now - call.startedAt) / 1000)) : call.seconds;
      const mark = call.recorded ? '*' : '';
      const cells = [
        `${call.status}${mark}`,
        call.from ?? '-',
        call.to ?? '-',
        call.who ?? '-',
        `${length ?? '-'}`,
      ] as const;
      return paint(COLOUR_OF[call.status], row(cells));
    }),
    '',
    paint('bold', sized('Latest   (* recorded)', width).trimEnd()),
    ...board.ticker.map(({ at, text }) => sized(`${clock(at)}  ${text}`, width).trimEnd()),
  ];
};

const clock = (at: Timestamp): string => new Date(at).toISOString().slice(11, 19);

/**
 * A text in exactly so many characters. What strangers write (a text message, a transcript) must not command the terminal, so
 * control and formatting characters become blanks.
 */
const sized = (text: string, width: number): string => {
  const characters = [...text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')];
  if (characters.length <= width) return characters.join('') + ' '.repeat(width - characters.length);
  return width > 0 ? `${characters.slice(0, width - 1).join('')}…` : '';
};
