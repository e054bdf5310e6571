/** The time since a reading of `performance.now()`, such as `6.4 s`. */
export const secondsSince = (startedAt: number): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
