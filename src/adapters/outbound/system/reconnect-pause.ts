/** How long to wait before the next attempt to connect, in milliseconds, after this many failed attempts. */
export const reconnectPause = (attempts: number): number => Math.min(2_000, 50 * 2 ** Math.min(attempts, 6));
