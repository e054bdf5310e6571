interface Props {
  /** ISO 8601. */
  readonly at: string | null;
  /** What stands in place of no time. */
  readonly none?: string;
  /** To the second, in place of how long ago it is. */
  readonly exact?: boolean;
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** Beyond it a date says more than how long ago it is, in seconds. */
const MAX_RELATIVE_SECONDS = 7 * 86_400;

/** A time in the reader's time zone: how long ago, with the exact time at hand. */
export const Time = ({ at, none = 'not known', exact = false }: Props) => {
  if (at === null) return <>{none}</>;
  const moment = new Date(at);
  const full = moment.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
  return (
    <time dateTime={at} title={full}>
      {exact ? full : (ago(moment) ?? moment.toLocaleDateString(undefined, { dateStyle: 'medium' }))}
    </time>
  );
};

const ago = (moment: Date): string | null => {
  const seconds = (moment.getTime() - Date.now()) / 1000;
  if (Math.abs(seconds) > MAX_RELATIVE_SECONDS) return null;
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  return RELATIVE.format(Math.round(seconds / length), unit);
};
