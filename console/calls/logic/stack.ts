/** The values of series on top of each other, the first at the bottom: what each reaches up to. Null counts as nothing. */
export const stacked = (series: readonly (readonly (number | null)[])[]): readonly (readonly number[])[] => {
  const stacks: number[][] = [];
  for (const values of series) {
    const below = stacks.at(-1);
    stacks.push(values.map((value, n) => (value ?? 0) + (below?.[n] ?? 0)));
  }
  return stacks;
};

const MINUTE = 60;
const HOUR = 3_600;

/** Steps of an axis of seconds at which people think. */
export const SECOND_STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000].map((hours) => hours * HOUR),
];

/** The same of an axis that counts. */
export const COUNT_STEPS: readonly number[] = [1, 10, 100, 1_000, 10_000, 100_000].flatMap((one) => [
  one,
  one * 2,
  one * 5,
]);
