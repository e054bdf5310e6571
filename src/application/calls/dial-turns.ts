import {
  type Dials,
  NO_DIALS,
  nextDialAt,
  refusedUntil,
  withDial,
  withoutDial,
} from '../../domain/call/dial-allowance.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';

/** Counts how often each person is dialled for, in this process. */
export interface DialTurns {
  /** Counts a dial at `now` if it is allowed. */
  readonly take: (person: Person, now: Timestamp) => { readonly isAllowed: boolean; readonly nextAt: Timestamp };
  /** The dial that was counted at `when` was never asked for. */
  readonly giveBack: (person: Person, when: Timestamp) => void;
  readonly refuseUntil: (person: Person, until: Timestamp) => void;
  readonly nextAt: (person: Person, now: Timestamp) => Timestamp;
}

/** Counted by app, so that no app can use up what another has. */
export interface Person {
  readonly appId: AppId;
  readonly dialpadUserId: DialpadId;
}

/** People that are counted at once; the one that was dialled for longest ago is forgotten first. */
const MAX_PEOPLE = 10_000;

export const makeDialTurns = (): DialTurns => {
  const dials = new Map<string, Dials>();
  const keyOf = ({ appId, dialpadUserId }: Person): string => `${appId} ${dialpadUserId}`;
  const of = (person: Person): Dials => dials.get(keyOf(person)) ?? NO_DIALS;
  const set = (person: Person, to: Dials): void => {
    dials.delete(keyOf(person));
    dials.set(keyOf(person), to);
    const [oldest] = dials.keys();
    if (dials.size > MAX_PEOPLE && oldest !== undefined) dials.delete(oldest);
  };
  const nextAt: DialTurns['nextAt'] = (person, now) => nextDialAt(of(person), now);
  return {
    nextAt,
    take: (person, now) => {
      const isAllowed = nextAt(person, now) <= now;
      if (isAllowed) set(person, withDial(of(person), now));
      return { isAllowed, nextAt: nextAt(person, now) };
    },
    giveBack: (person, when) => set(person, withoutDial(of(person), when)),
    refuseUntil: (person, until) => set(person, refusedUntil(of(person), until)),
  };
};
