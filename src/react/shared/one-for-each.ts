import type { SharedStream } from './shared-stream.js';

/** The most that are remembered for one stream. What is forgotten goes on for those who have it; the next one gets another. */
const MAX_REMEMBERED = 100;

/** Makes one thing for each stream and key, so that two components with the same question share the answer. */
export const oneForEach = <A, Q>(
  make: (stream: SharedStream, query: Q) => A,
): ((stream: SharedStream, query: Q) => A) => {
  const all = new WeakMap<SharedStream, Map<string, A>>();
  return (stream, query) => {
    const made = all.get(stream) ?? new Map<string, A>();
    all.set(stream, made);
    const key = keyOf(query);
    const one = made.get(key) ?? make(stream, query);
    // The one that was asked for last is forgotten last.
    made.delete(key);
    made.set(key, one);
    const [oldest] = made.keys();
    if (made.size > MAX_REMEMBERED && oldest !== undefined) made.delete(oldest);
    return one;
  };
};

/** The same for two queries with the same fields, in any order. */
export const keyOf = (query: unknown): string =>
  JSON.stringify(
    typeof query === 'object' && query !== null
      ? Object.entries(query)
          .filter(([, value]) => value !== undefined)
          .sort(([a], [b]) => (a < b ? -1 : 1))
      : (query ?? null),
  );
