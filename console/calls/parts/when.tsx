import { fullTime, shortTime } from '../logic/days.js';

/** When something was, in the reader's time zone, with the exact time at hand. */
export const When = ({ at }: { readonly at: string }) => (
  <time dateTime={at} title={fullTime(at)}>
    {shortTime(at, Date.now())}
  </time>
);
