/** Aborted by the first SIGINT or SIGTERM, which ends a program between two steps. The second one ends the process at once. */
export const interruption = (): AbortSignal => {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  return interrupted.signal;
};
