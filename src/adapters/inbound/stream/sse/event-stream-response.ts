import type { HttpResponse as UwsResponse } from 'uWebSockets.js';
import type { CloseCode } from '../close-codes.js';
import type { OutgoingMessage } from '../stream-item.js';

/** How long a browser waits before it reconnects, in milliseconds. */
const RECONNECT_AFTER_MS = 3_000;

/** Starts an answer in Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export const beginEventStream = (res: UwsResponse, headers: Readonly<Record<string, string>>): void => {
  res.cork(() => {
    writeHead(res, headers);
    res.write(`retry: ${RECONNECT_AFTER_MS}\n\n`);
  });
};

/** Answers a HEAD request for the stream: its headers, without a length, and nothing else. */
export const endEventStreamHead = (res: UwsResponse, headers: Readonly<Record<string, string>>): void => {
  res.cork(() => {
    writeHead(res, headers);
    res.endWithoutBody();
  });
};

const writeHead = (res: UwsResponse, headers: Readonly<Record<string, string>>): void => {
  res.writeStatus('200 OK');
  for (const [name, value] of Object.entries(headers)) res.writeHeader(name, value);
  res.writeHeader('content-type', 'text/event-stream; charset=utf-8');
  // Without it, nginx buffers the stream.
  res.writeHeader('x-accel-buffering', 'no');
};

/** Writes to a response in Server-Sent Events, until it is closed. */
export interface EventWriter {
  /** The id of an event is its `seq`, which a browser sends back when it reconnects. */
  readonly send: (message: OutgoingMessage) => void;
  /** Sends the reason why the stream ends. */
  readonly sendClose: (why: CloseCode) => void;
  /** Writes a comment, so that the response does not count as idle. */
  readonly keepAlive: () => void;
  /** Bytes that the client has not taken yet. */
  readonly buffered: () => number;
  /** The client has taken everything. */
  readonly drained: () => void;
  readonly close: () => void;
}

export const makeEventWriter = (res: UwsResponse): EventWriter => {
  let waiting = 0;
  let open = true;

  const write = (text: string): void => {
    if (!open) return;
    res.cork(() => {
      waiting = res.write(text) ? 0 : waiting + Buffer.byteLength(text);
    });
  };

  return {
    send: ({ seq, text }) => write(`${seq === null ? '' : `id: ${seq}\n`}data: ${text}\n\n`),
    sendClose: ({ code, reason }) => write(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`),
    keepAlive: () => write(': here\n\n'),
    buffered: () => waiting,
    drained: () => {
      waiting = 0;
    },
    close: () => {
      open = false;
    },
  };
};
