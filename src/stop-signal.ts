/**
 * Resolves when the process is first asked to stop, by SIGTERM or SIGINT. From the call on, neither signal ends the process by itself: not
 * before the server has started, and not while it stops.
 */
export const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
