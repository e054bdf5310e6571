import { sentenceIn } from '../json-fields.js';
import type { AnswerLike, BytesReader, FetchLike } from '../platform.js';
import { secondsOfRetryAfter } from '../retry-after.js';
import { endOf, type Link, type LinkEnd, type LinkHandlers, LOST } from './link.js';
import { makeSseParser, type SseEvent } from './sse-parser.js';

/** Opens the stream as Server-Sent Events. An `EventSource` would not tell why it was refused. */
export const openSseLink = (fetch: FetchLike, url: string, handlers: LinkHandlers): Link => {
  const abort = new AbortController();
  const end = (why: LinkEnd): void => {
    if (abort.signal.aborted) return;
    abort.abort();
    handlers.onEnd(why);
  };
  const take = ({ type, data }: SseEvent): void => {
    if (abort.signal.aborted) return;
    if (type === 'close') end(endInText(data));
    else handlers.onText(data);
  };
  const read = async (): Promise<void> => {
    const answer = await fetch(url, { signal: abort.signal });
    const reader = answer.ok ? answer.body?.getReader() : undefined;
    if (reader === undefined) return end(await endOfRefusal(answer));
    for await (const piece of piecesOf(reader)) {
      if (abort.signal.aborted) return;
      handlers.onAlive();
      for (const event of piece) take(event);
    }
    end(endOf(LOST, 'the connection was lost'));
  };
  // What went wrong may hold the address, and so the ticket.
  read().catch(() => end(endOf(LOST, 'the connection was lost')));
  return { probe: () => undefined, close: () => abort.abort() };
};

async function* piecesOf(reader: BytesReader): AsyncGenerator<readonly SseEvent[]> {
  const decoder = new TextDecoder();
  const parse = makeSseParser();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield parse(decoder.decode(value, { stream: true }));
  }
}

/** The event `close` says what a socket's close would. */
const endInText = (text: string): LinkEnd => {
  const { code, reason } = JSON.parse(text);
  return endOf(Number(code), String(reason));
};

/** The close codes that a socket would have had. */
const CODES: Readonly<Record<number, number>> = { 400: 4400, 401: 4401, 403: 4403, 429: 4429 };

const endOfRefusal = async (answer: AnswerLike): Promise<LinkEnd> => {
  const message = sentenceIn(await answer.text()) ?? `the answer was ${answer.status}`;
  const seconds = secondsOfRetryAfter(answer.headers.get('retry-after'), Date.now()) ?? 0;
  // Told when to come back, nobody is refused.
  return endOf(seconds > 0 ? LOST : (CODES[answer.status] ?? LOST), message, seconds * 1000);
};
