/** A statement that comes again and again is worth a name: the server then parses and plans it once for each connection. */
const COMES_AGAIN = 5;
/** Each takes some memory of the server's, for each connection. */
const MAX_NAMES = 200;
/** How many others are counted. */
const MAX_COUNTED = 2_000;

/** Gives names to statements that recur; undefined for any other. */
export const makeStatementNames = (): ((text: string) => string | undefined) => {
  const names = new Map<string, string>();
  const seen = new Map<string, number>();

  return (text) => {
    const name = names.get(text);
    if (name !== undefined || names.size >= MAX_NAMES || !canBeNamed(text)) return name;
    const times = (seen.get(text) ?? 0) + 1;
    if (times < COMES_AGAIN) {
      if (seen.size >= MAX_COUNTED) seen.clear();
      seen.set(text, times);
      return undefined;
    }
    seen.delete(text);
    const given = `statement_${names.size + 1}`;
    names.set(text, given);
    return given;
  };
};

/** What a named statement returns must stay the same: where all columns are selected, a newer version may add one. */
const canBeNamed = (text: string): boolean =>
  /^\s*(?:select|insert|update|delete)\b/.test(text) && !text.includes('*') && text.length <= MAX_TEXT;

/** In characters. A longer statement lists its values, and seldom as many as another. */
const MAX_TEXT = 4_000;
