import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { WebSocket } from 'ws';
import { EventJson } from '../adapters/wire/event-json.js';
import type { Timestamp } from '../domain/timestamp.js';
import { officeDay } from '../testing/dialpad/office-day.js';
import type { SimulatedDialpad } from '../testing/dialpad/simulated-dialpad.js';
import { type Board, EMPTY_BOARD, type StreamEvent, see } from './board.js';
import { type Paint, renderBoard, unpainted } from './render-board.js';

/** Where the board is shown: a terminal, or anything else that takes lines. */
export interface DemoOutput {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface DemoOptions {
  /** The server: `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly appApiKey: string;
  /** Makes a story happen at Dialpad, and has the server told of it. */
  readonly play: SimulatedDialpad['play'];
  readonly output: DemoOutput;
  /** How many times faster than life; 4 if not given. */
  readonly speed?: number;
  /** How long the stream must be silent after the last delivery before the demo is over, in milliseconds. */
  readonly quietMs?: number;
}

/** How the day went. */
export interface DemoOutcome {
  readonly delivered: number;
  /** Deliveries that the server did not take. */
  readonly failed: number;
  readonly told: number;
  readonly board: Board;
}

const REDRAW_MS = 250;
/** Drawn over what was there, and the rest of each line and of the screen erased: no flicker. */
const HOME = '\u001b[H';
const ERASE_LINE = '\u001b[K';
const ERASE_BELOW = '\u001b[J';
const PLAIN_WIDTH = 100;

/**
 * Plays an office's day to a running server, as Dialpad would, and shows what its CRM is told meanwhile: on a terminal a board
 * that is redrawn, elsewhere one line for each event. Rejects if the server does not let the socket in.
 */
export const runDemo = async (options: DemoOptions): Promise<DemoOutcome> => {
  const { url, output, speed = 4, quietMs = 1_000 } = options;
  const startsAt: Timestamp = Date.now();
  const screen = screenOn(output, () => startsAt + (Date.now() - startsAt) * speed);
  let board = EMPTY_BOARD;
  let told = 0;
  let lastHeard = startsAt;
  const socket = await connect(url, options.appApiKey, (event) => {
    board = see(board, event);
    told += 1;
    lastHeard = Date.now();
    screen.show(board);
  });
  screen.show(board);
  const redraw = setInterval(() => screen.tick(board), REDRAW_MS);
  try {
    const { delivered, failed } = await options.play(officeDay(startsAt), { speed });
    lastHeard = Math.max(lastHeard, Date.now());
    while (Date.now() - lastHeard < quietMs) await sleep(quietMs - (Date.now() - lastHeard));
    return { delivered, failed, told, board };
  } finally {
    clearInterval(redraw);
    socket.close();
  }
};

/** The key goes in a header, so that no log of URLs holds it. */
const connect = (url: string, apiKey: string, heard: (event: StreamEvent) => void): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(new URL('/ws', url.replace(/^http/, 'ws')), { headers: { 'x-app-api-key': apiKey } });
    socket.on('open', () => resolve(socket));
    // After the connection stands, rejecting does nothing: what was heard until then stays on the board.
    socket.on('error', reject);
    socket.on('message', (data) => {
      // Greetings, resets and kinds of events yet to come are no news for the board.
      const event = EventJson.decode(JSON.parse(String(data)));
      if (E.isRight(event)) heard(event.right);
    });
  });

interface Screen {
  /** Shows a board that has changed. */
  readonly show: (board: Board) => void;
  /** Shows the same board a while later. */
  readonly tick: (board: Board) => void;
}

const screenOn = (output: DemoOutput, now: () => Timestamp): Screen => {
  if (output.isTTY !== true) return linesOn(output);
  const show = (board: Board): void => {
    const lines = renderBoard(board, { width: output.columns ?? PLAIN_WIDTH, now: now(), paint: inColour });
    output.write(`${HOME}${lines.map((line) => `${line}${ERASE_LINE}\n`).join('')}${ERASE_BELOW}`);
  };
  return { show, tick: show };
};

const inColour: Paint = (colour, text) => styleText(colour, text);

/** Where nothing can be redrawn, each event is a line: the newest of the ticker. */
const linesOn = (output: DemoOutput): Screen => ({
  show: (board) => {
    const latest = board.ticker[0];
    if (latest === undefined) return;
    const only: Board = { calls: [], ticker: [latest] };
    const [line = ''] = renderBoard(only, { width: PLAIN_WIDTH, now: latest.at, paint: unpainted }).slice(-1);
    output.write(`${line}\n`);
  },
  tick: () => undefined,
});
