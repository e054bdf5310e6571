import type { TransportResponse } from '../../transport/transport.js';
import type { CloseCode } from '../close-codes.js';
import type { OutgoingMessage } from '../stream-item.js';

/** How long a browser waits before it reconnects, in milliseconds. */
const RECONNECT_AFTER_MS = 3_000;

/** Starts an answer in Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export const beginEventStream = (response: TransportResponse, headers: Readonly<Record<string, string>>): void => {
  response.together(() => {
    response.begin(200, { ...headers, ...HEADERS });
    response.write(`retry: ${RECONNECT_AFTER_MS}\n\n`);
  });
};

/** Answers a HEAD request for the stream: its headers, without a length, and nothing else. */
export const endEventStreamHead = (response: TransportResponse, headers: Readonly<Record<string, string>>): void => {
  response.begin(200, { ...headers, ...HEADERS });
  response.end('');
};

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Without it, nginx buffers the stream.
  'x-accel-buffering': 'no',
};

/** Writes to a response in Server-Sent Events, until it is closed. */
export interface EventWriter {
  /** The id of an event is its `seq`, which a browser sends back when it reconnects. */
  readonly send: (message: OutgoingMessage) => void;
  /** Runs several sends, and writes what they send at once. */
  readonly together: (sends: () => void) => void;
  /** Sends the reason why the stream ends, and ends it. */
  readonly end: (why: CloseCode) => void;
  /** Writes a comment, so that the response does not count as idle. */
  readonly keepAlive: () => void;
  /** Bytes that the client has not taken yet. */
  readonly buffered: () => number;
  /** The client takes more: writes what waits. */
  readonly drained: () => void;
  readonly close: () => void;
}

/** A comment, which clients ignore. With any write a transport also sends what it could not send before. */
const COMMENT = ': here\n\n';
/** Bytes to collect before they are written. */
const WRITE_BYTES = 16 * 1024;

/**
 * A transport does not tell how much it holds back, only that a write has not gone out completely. From then on what follows waits
 * here, where it is counted.
 */
export const makeEventWriter = (response: TransportResponse): EventWriter => {
  const waiting: string[] = [];
  let waitingBytes = 0;
  /** Bytes of the write that has not gone out completely; 0 if all have. */
  let stuck = 0;
  let open = true;

  const writeNow = (text: string): void => {
    stuck = response.write(text) ? 0 : Math.max(stuck, Buffer.byteLength(text));
  };

  const flush = (): void => {
    if (!open) return;
    response.together(() => {
      while (stuck === 0) {
        const text = waiting.shift();
        if (text === undefined) return;
        waitingBytes -= Buffer.byteLength(text);
        writeNow(text);
      }
    });
  };

  const pushOn = (): void => {
    if (open) response.together(() => writeNow(COMMENT));
    flush();
  };

  return {
    send: ({ seq, text }) => {
      const message = `${seq === null ? '' : `id: ${seq}\n`}data: ${text}\n\n`;
      waiting.push(message);
      waitingBytes += Buffer.byteLength(message);
      if (stuck === 0 && waitingBytes > WRITE_BYTES) flush();
    },
    together: (sends) => {
      sends();
      flush();
    },
    end: ({ code, reason }) => {
      if (open) response.end(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`);
    },
    keepAlive: pushOn,
    buffered: () => stuck + waitingBytes,
    drained: () => {
      if (stuck > 0) pushOn();
    },
    close: () => {
      open = false;
      waiting.splice(0);
      waitingBytes = 0;
    },
  };
};
