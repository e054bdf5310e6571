import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { skewMs } from '../live.js';
import { clockText, isoDuration } from '../logic/durations.js';

const now = signal(Date.now());
let users = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for all that tick. */
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

/** How long ago something began, by the server's clock, each second. It is not read out each time. */
export const Ticking = ({ since }: { readonly since: string }) => {
  useEffect(tick, []);
  const seconds = (now.value + skewMs.value - Date.parse(since)) / 1000;
  return (
    <time class="ticking" dateTime={isoDuration(seconds)} role="timer" aria-live="off">
      {clockText(seconds)}
    </time>
  );
};
