import { useTextNow } from '../../clock.js';
import { fullTime, shortTime } from '../../logic/times.js';

/** When something was, in the reader's time zone, with the exact time at hand. */
export const When = ({ at }: { readonly at: string }) => (
  <time dateTime={at} title={fullTime(at)}>
    {useTextNow((now) => shortTime(at, now), at)}
  </time>
);
