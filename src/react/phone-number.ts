/** So many digits in a row that two spellings of one number have in common: no country code, trunk zero or extension is so long. */
const COMMON = 6;

const digitsOf = (number: string): string => number.replace(/\D/g, '');

/** False if two spellings cannot be one number. Only the server knows whether they are. */
export const mayBeSameNumber = (a: string | null, b: string): boolean => {
  if (a === null) return false;
  const [short = '', long = ''] = [digitsOf(a), digitsOf(b)].sort((x, y) => x.length - y.length);
  if (short.length <= COMMON) return long.includes(short);
  return Array.from({ length: short.length - COMMON + 1 }, (_, from) => short.slice(from, from + COMMON)).some((part) =>
    long.includes(part),
  );
};
