/** Resolves once `count` of something have been seen; fails if none is seen for half a minute. */
export interface Counted {
  readonly seen: () => void;
  readonly all: Promise<void>;
  /** How many have not been seen yet. */
  readonly left: () => number;
  /** Waits for no more of them. */
  readonly cancel: () => void;
}

const PATIENCE_MS = 30_000;

export const counted = (count: number, patienceMs = PATIENCE_MS): Counted => {
  let left = count;
  let seenLast = performance.now();
  let finish: () => void = () => undefined;
  const all = new Promise<void>((resolve, reject) => {
    const watch = setInterval(
      () => {
        if (performance.now() - seenLast < patienceMs) return;
        clearInterval(watch);
        reject(new Error(`${left} of ${count} never came`));
      },
      Math.min(1_000, patienceMs),
    );
    finish = () => {
      clearInterval(watch);
      resolve();
    };
  });
  // It may fail before anybody waits for it.
  all.catch(() => undefined);
  const seen = (): void => {
    left -= 1;
    seenLast = performance.now();
    if (left === 0) finish();
  };
  return { seen, all, left: () => left, cancel: () => finish() };
};
