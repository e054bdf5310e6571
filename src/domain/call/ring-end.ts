import * as Ord from 'fp-ts/lib/Ord.js';
import * as Semigroup from 'fp-ts/lib/Semigroup.js';
import * as S from 'fp-ts/lib/string.js';
import type { DialpadId } from '../dialpad-id.js';
import { byStatementThenTime, type Moment, orUnknown } from '../merge.js';

/** A phone stopped ringing and nobody had answered it: it was missed, or the call was declined. */
export interface RingEnd extends Moment {
  /** Whose phone it was. */
  readonly dialpadUserId: DialpadId | null;
  /** The length of the call that the source gave with it. */
  readonly durationSeconds: number | null;
}

/** The latest of the stated ones, or of the others if none is stated; ties are decided by content. */
const byMomentThenContent: Ord.Ord<RingEnd> = Ord.fromCompare(
  (x, y) => byStatementThenTime.compare(x, y) || S.Ord.compare(contentOf(x), contentOf(y)),
);

const contentOf = ({ dialpadUserId, durationSeconds }: RingEnd): string =>
  JSON.stringify([dialpadUserId, durationSeconds]);

export const latestRingEnd: Semigroup.Semigroup<RingEnd | null> = orUnknown(Semigroup.max(byMomentThenContent));
