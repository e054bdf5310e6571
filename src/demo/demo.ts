import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { WebSocket } from 'ws';
import { EventJson } from '../adapters/wire/event-json.js';
import type { Timestamp } from '../domain/timestamp.js';
import { officeDay } from '../testing/dialpad/office-day.js';
import type { SimulatedDialpad } from '../testing/dialpad/simulated-dialpad.js';
import { afterEvent, type Board, EMPTY_BOARD, type StreamEvent } from './board.js';
import { type Paint, renderBoard, unpainted } from './render-board.js';

/** Where the board is written: a terminal, or anything else that takes text. */
export interface DemoOutput {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

export interface DemoOptions {
  /** The server's URL: `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly appApiKey: string;
  /** Plays a story at Dialpad, which delivers it to the server. */
  readonly play: SimulatedDialpad['play'];
  readonly output: DemoOutput;
  /** How many times faster than real time; 4 by default. */
  readonly speed?: number;
  /** How long the stream must be silent after the last delivery before the demo ends, in milliseconds. */
  readonly quietMs?: number;
  /** The colours of the board on a terminal. */
  readonly paint?: Paint;
  /** Ends the demo early. */
  readonly signal?: AbortSignal | undefined;
}

/** The outcome of the demo. */
export interface DemoOutcome {
  readonly delivered: number;
  /** Deliveries that the server did not accept. */
  readonly failed: number;
  /** Events that arrived on the stream. */
  readonly announced: number;
  readonly board: Board;
}

const REDRAW_MS = 250;
/** ANSI sequences: draw over the old board and erase what is left of it, so that nothing flickers. */
const HOME = '\u001b[H';
const ERASE_LINE = '\u001b[K';
const ERASE_BELOW = '\u001b[J';
const PLAIN_WIDTH = 100;
const TERMINAL_ROWS = 24;

/**
 * Plays the office day to a running server and shows the events of its stream: on a terminal as a board that is redrawn, elsewhere
 * as one line for each event. Rejects if the server refuses the socket.
 */
export const runDemo = async (options: DemoOptions): Promise<DemoOutcome> => {
  const { url, output, speed = 4, quietMs = 1_000, paint = inColour, signal } = options;
  const startsAt: Timestamp = Date.now();
  const screen = screenOn(output, paint, () => startsAt + (Date.now() - startsAt) * speed);
  let board = EMPTY_BOARD;
  let announced = 0;
  let lastEventAt = startsAt;
  const socket = await connect(url, options.appApiKey, (event) => {
    board = afterEvent(board, event);
    announced += 1;
    lastEventAt = Date.now();
    screen.show(board);
  });
  screen.show(board);
  const redraw = setInterval(() => screen.tick(board), REDRAW_MS);
  try {
    const { delivered, failed } = await options.play(officeDay(startsAt), {
      speed,
      ...(signal === undefined ? {} : { signal }),
    });
    lastEventAt = Math.max(lastEventAt, Date.now());
    while (signal?.aborted !== true && Date.now() - lastEventAt < quietMs) {
      await sleep(quietMs - (Date.now() - lastEventAt));
    }
    return { delivered, failed, announced, board };
  } finally {
    clearInterval(redraw);
    socket.close();
  }
};

/** The key goes in a header, so that no log of URLs holds it. */
const connect = (url: string, apiKey: string, onEvent: (event: StreamEvent) => void): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(new URL('/ws', url.replace(/^http/, 'ws')), { headers: { 'x-app-api-key': apiKey } });
    socket.on('open', () => resolve(socket));
    // Has no effect once the socket is open; the board then stays as it is.
    socket.on('error', reject);
    socket.on('message', (data) => {
      // Control messages and future event types are not shown.
      const event = EventJson.decode(JSON.parse(String(data)));
      if (E.isRight(event)) onEvent(event.right);
    });
  });

interface Screen {
  /** Shows a changed board. */
  readonly show: (board: Board) => void;
  /** Shows the same board at a later time. */
  readonly tick: (board: Board) => void;
}

const screenOn = (output: DemoOutput, paint: Paint, now: () => Timestamp): Screen => {
  if (output.isTTY !== true) return linesOn(output);
  const show = (board: Board): void => {
    const lines = renderBoard(board, {
      ...{ width: output.columns ?? PLAIN_WIDTH, height: (output.rows ?? TERMINAL_ROWS) - 1 },
      ...{ now: now(), paint },
    });
    output.write(`${HOME}${lines.map((line) => `${line}${ERASE_LINE}\n`).join('')}${ERASE_BELOW}`);
  };
  return { show, tick: show };
};

const inColour: Paint = (colour, text) => styleText(colour, text);

/** Where nothing can be redrawn, each event is one line: the newest of the ticker. */
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
