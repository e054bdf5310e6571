import {
  type Dials,
  NO_DIALS,
  nextDialAt,
  withDial,
  withoutDial,
  withRefusal,
} from '../../domain/call/dial-allowance.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';

/** Counts how often each person is dialled for, in this process. */
export interface DialTurns {
  /** Counts a dial at `now` if it is allowed. `nextAt`: when the next one is. */
  readonly take: (person: Person, now: Timestamp) => { readonly isAllowed: boolean; readonly nextAt: Timestamp };
  /** The dial that was counted at `when` was never asked for. */
  readonly giveBack: (person: Person, when: Timestamp) => void;
  /** The phone system itself has refused more until a time. */
  readonly refuseUntil: (person: Person, until: Timestamp) => void;
}

/** A person who is dialled for. Counted by app, so that no app can use up what another has. */
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
  return {
    take: (person, now) => {
      const isAllowed = nextDialAt(of(person), now) <= now;
      if (isAllowed) set(person, withDial(of(person), now));
      return { isAllowed, nextAt: nextDialAt(of(person), now) };
    },
    giveBack: (person, when) => set(person, withoutDial(of(person), when)),
    refuseUntil: (person, until) => set(person, withRefusal(of(person), until)),
  };
};
