import { useTextNow } from '../../clock.js';
import { skewMs } from '../live.js';
import { clockText, isoDuration } from '../logic/durations.js';

/** How long ago something began, by the server's clock, each second. It is not read out each time. */
export const Ticking = ({ since }: { readonly since: string }) => {
  const begin = Date.parse(since);
  const secondsAt = (now: number): number => (now + skewMs.value - begin) / 1000;
  const text = useTextNow((now) => clockText(secondsAt(now)), since);
  return (
    <time class="ticking" dateTime={isoDuration(secondsAt(Date.now()))} role="timer" aria-live="off">
      {text}
    </time>
  );
};
