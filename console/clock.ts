import { computed, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

const now = signal(Date.now());

let users = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for all that tick, while anything does. */
const tick = (): (() => void) => {
  users += 1;
  if (users === 1) {
    now.value = Date.now();
    timer = setInterval(() => {
      now.value = Date.now();
    }, 1_000);
  }
  return () => {
    users -= 1;
    if (users === 0) clearInterval(timer);
  };
};

/** What `textAt` makes of this device's clock, in milliseconds. It is drawn anew only when it says something else. */
export const useTextNow = (textAt: (now: number) => string, input: string): string => {
  useEffect(tick, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text depends on the input and on the clock alone
  const text = useMemo(() => computed(() => textAt(now.value)), [input]);
  return text.value;
};
