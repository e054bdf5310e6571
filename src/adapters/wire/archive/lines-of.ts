/** Longer than the record of any delivery that the server takes (1 MiB), its JSON within JSON and all. */
const MAX_LINE = 16 * 1024 * 1024;

/** Lines that follow each other. */
export interface Lines {
  readonly lines: readonly string[];
  /** The text ends within the (only) line. */
  readonly isCut: boolean;
}

/**
 * The lines of a text that comes in pieces, as they come. A line feed ends one, and nothing else: the platform's reader of lines
 * also breaks them at U+2028, which JSON may hold as it is. Throws at a line of more than 16 Mi characters.
 */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<Lines> {
  let begun = '';
  for await (const piece of pieces) {
    const lines = (begun + piece).split('\n');
    begun = lines.pop() ?? '';
    if (begun.length > MAX_LINE) throw new Error('it has a line without an end');
    yield { lines, isCut: false };
  }
  if (begun !== '') yield { lines: [begun], isCut: true };
}
