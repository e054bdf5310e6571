import { useTextNow } from '../../clock.js';
import { agoText, fullTime } from '../../logic/times.js';

interface Props {
  /** ISO 8601. */
  readonly at: string | null;
  /** What stands in place of no time. */
  readonly none?: string;
  /** To the second, in place of how long ago it is. */
  readonly exact?: boolean;
}

/** A time in the reader's time zone: how long ago, with the exact time at hand. */
export const Time = ({ at, none = 'not known', exact = false }: Props) => {
  if (at === null) return <>{none}</>;
  return exact ? (
    <time dateTime={at}>{fullTime(at)}</time>
  ) : (
    <time dateTime={at} title={fullTime(at)}>
      <Ago at={at} />
    </time>
  );
};

const Ago = ({ at }: { readonly at: string }) => <>{useTextNow((now) => agoText(at, now), at)}</>;
