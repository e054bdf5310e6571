/** The time since a reading of `performance.now()`, in words. */
export const sinceThen = (began: number): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
