/** One event of Server-Sent Events: its type, `message` if it names none, and its data. */
export interface SseEvent {
  readonly type: string;
  readonly data: string;
}

/** The most that one event may have, in characters. The server's have far less. */
const MAX_EVENT = 2 ** 24;

/**
 * Reads Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html) from text that comes in pieces. What is
 * returned is called with each piece, and answers with the events that are whole by then. Throws at an event without an end.
 */
export const makeSseParser = (): ((piece: string) => readonly SseEvent[]) => {
  let rest = '';
  return (piece) => {
    const blocks = (rest + piece).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    if (rest.length > MAX_EVENT) throw new Error('an event without an end');
    return blocks.flatMap(eventIn);
  };
};

/** A block of comments alone is no event. A line ends at a line feed alone: JSON may hold the other ends of lines of Unicode. */
const eventIn = (block: string): readonly SseEvent[] => {
  const fields = block.split(/\r?\n/).map((line) => /^(\w+): ?(.*)$/s.exec(line) ?? []);
  const data = fields.flatMap(([, name, value = '']) => (name === 'data' ? value : []));
  const type = fields.find(([, name]) => name === 'event')?.[2] ?? 'message';
  return data.length === 0 ? [] : [{ type, data: data.join('\n') }];
};
