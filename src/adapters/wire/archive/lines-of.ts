/** More than the longest record: that of a delivery of 1 MiB, the server's limit, whose JSON is escaped within JSON. */
const MAX_LINE = 16 * 1024 * 1024;

/** Consecutive lines. */
export interface Lines {
  readonly lines: readonly string[];
  /** The text ends within this line, the only one. */
  readonly isCut: boolean;
}

/**
 * The lines of a text that arrives in pieces. Only a line feed ends a line: Node's `readline` also splits at U+2028, which JSON may
 * contain. Throws for a line of more than 16 Mi characters.
 */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<Lines> {
  let unfinished = '';
  for await (const piece of pieces) {
    const lines = (unfinished + piece).split('\n');
    unfinished = lines.pop() ?? '';
    if (unfinished.length > MAX_LINE) throw new Error('it has a line without an end');
    yield { lines, isCut: false };
  }
  if (unfinished !== '') yield { lines: [unfinished], isCut: true };
}
