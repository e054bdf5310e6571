import type { Detail } from './problem.js';

/** Reads a query. A parameter that is empty or blank counts as absent (contract §1); of two with the same name both stay, in order. */
export const readQuery = (text: string): URLSearchParams =>
  new URLSearchParams([...new URLSearchParams(text)].filter(([, value]) => value.trim() !== ''));

/** One detail for each parameter of the query that is not among the known ones: it is refused (contract §1). */
export const unknownParameters = (query: URLSearchParams, known: readonly string[]): readonly Detail[] => {
  const allowed = known.length === 0 ? 'this path takes no parameters' : `this path takes ${known.join(', ')}`;
  return [...new Set(query.keys())]
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: name, message: `is not a parameter here; ${allowed}` }));
};
