import type { AccessError } from '../phone-system/access-error.js';
import type { NotDone } from '../ports/call-control.js';
import type { PhoneSystemError } from '../ports/phone-system.js';

/** The CRM user is mapped to nobody, or the phone system has no such person. */
export interface NoSuchPerson {
  readonly _tag: 'NoSuchPerson';
  readonly reason: 'not-mapped' | 'not-in-phone-system';
}

/** The text is no number that can be dialled. */
export interface NotDialable {
  readonly _tag: 'NotDialable';
  readonly field: 'to_number' | 'from_number';
}

/** It was asked for more often than the phone system allows. */
export interface TooOften {
  readonly _tag: 'TooOften';
  /** `dial`: the person has been dialled for too often. */
  readonly what: 'dial' | 'request';
  readonly retryAfterMs: number;
}

/** No usable answer came: it may have been done all the same. */
export interface OutcomeUnknown {
  readonly _tag: 'OutcomeUnknown';
  /** For the log. */
  readonly detail: string;
}

/** The app has no such call. */
export interface NoSuchCall {
  readonly _tag: 'NoSuchCall';
}

/** The call is not, or no longer, one that the phone system can do this with. */
export interface CallOver {
  readonly _tag: 'CallOver';
  /** `over`: as is known here. `not-there`: as the phone system says. */
  readonly reason: 'over' | 'not-there';
}

/** Why nobody was dialled, or may not have been. */
export type DialError = AccessError | PhoneSystemError | NoSuchPerson | NotDialable | TooOften | OutcomeUnknown;
/** Why nothing was done with a call, or may not have been. */
export type ActingError = DialError | NoSuchCall | CallOver;

/** How long to wait where the phone system does not say. */
const MINUTE_MS = 60_000;

/** What it means that something was not done with a call that is known here. */
export const notDoneWithCall = (not: NotDone): TooOften | OutcomeUnknown | CallOver => {
  switch (not._tag) {
    case 'TooOften':
      return { _tag: 'TooOften', what: 'request', retryAfterMs: not.retryAfterMs ?? MINUTE_MS };
    case 'NotThere':
      return { _tag: 'CallOver', reason: 'not-there' };
    case 'OutcomeUnknown':
      return not;
    default:
      return not satisfies never;
  }
};
