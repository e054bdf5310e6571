import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { DIAL_WINDOW_MS } from '../../domain/call/dial-allowance.js';
import type { Country } from '../../domain/country.js';
import { dialableNumber } from '../../domain/dialable-number.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { WithAccess } from '../phone-system/access.js';
import type { AppRepository } from '../ports/app-repository.js';
import type { CallControl, DialRequest, NotDone } from '../ports/call-control.js';
import type { Clock } from '../ports/clock.js';
import type { UserMappingRepository } from '../ports/user-mapping-repository.js';
import type { DialError, NotDialable } from './acting-error.js';
import { countryOf } from './country-of.js';
import type { DialTurns, Person } from './dial-turns.js';
import { findPerson, type PersonNamed } from './find-person.js';

/** Whom to dial, and for whom; numbers as they are written. */
export interface WantedDial {
  readonly person: PersonNamed;
  readonly toNumber: string;
  /** A number, or `blocked`; null for the person's own. */
  readonly fromNumber: string | null;
  readonly customData: string | null;
}

/** A call that the phone system was asked to place. */
export interface Dialled extends DialRequest {
  /** The call's id in the phone system; null if it named none. */
  readonly dialpadCallId: DialpadId | null;
  /** From when on the person can be dialled for again. */
  readonly nextAt: Timestamp;
}

/**
 * Rings a person's devices, and calls the number once the person answers. A person can be dialled for five times in a minute. What
 * becomes of the call comes as events.
 */
export type Dial = (appId: AppId, wanted: WantedDial) => TaskEither<DialError, Dialled>;

interface Deps {
  readonly withAccess: WithAccess;
  readonly control: Pick<CallControl, 'dial'>;
  readonly mappings: Pick<UserMappingRepository, 'findByCrmUser'>;
  readonly apps: Pick<AppRepository, 'find'>;
  readonly turns: DialTurns;
  readonly defaultCountry: Country;
  readonly clock: Clock;
}

export const makeDial =
  (deps: Deps): Dial =>
  (appId, wanted) =>
  async () => {
    const country = await countryOf(deps.apps, deps.defaultCountry)(appId)();
    if (E.isLeft(country)) return country;
    const numbers = numbersOf(wanted, country.right);
    if (E.isLeft(numbers)) return numbers;
    const found = await findPerson(deps.mappings, appId, wanted.person)();
    if (E.isLeft(found)) return found;

    const person: Person = { appId, dialpadUserId: found.right };
    const request: DialRequest = { dialpadUserId: found.right, ...numbers.right, customData: wanted.customData };
    const now = deps.clock.now();
    const turn = deps.turns.take(person, now);
    if (!turn.isAllowed) return E.left(tooOften(turn.nextAt - now));
    const asked = await deps.withAccess(appId, (access) => deps.control.dial(access, request))();
    if (E.isLeft(asked)) {
      deps.turns.giveBack(person, now);
      return asked;
    }
    if (E.isLeft(asked.right)) return E.left(notDialled(deps, person, asked.right.left));
    return E.right({ ...request, dialpadCallId: asked.right.right, nextAt: turn.nextAt });
  };

const BLOCKED = 'blocked';

const numbersOf = (
  wanted: WantedDial,
  country: Country,
): E.Either<NotDialable, Pick<DialRequest, 'toNumber' | 'fromNumber'>> => {
  const toNumber = dialableNumber(wanted.toNumber, country);
  if (toNumber === null) return E.left({ _tag: 'NotDialable', field: 'to_number' });
  if (wanted.fromNumber === null) return E.right({ toNumber, fromNumber: null });
  if (wanted.fromNumber.trim().toLowerCase() === BLOCKED) return E.right({ toNumber, fromNumber: BLOCKED });
  const fromNumber = dialableNumber(wanted.fromNumber, country);
  return fromNumber === null
    ? E.left({ _tag: 'NotDialable', field: 'from_number' })
    : E.right({ toNumber, fromNumber });
};

const tooOften = (retryAfterMs: number): DialError => ({ _tag: 'TooOften', what: 'dial', retryAfterMs });

/** Where the phone system says that it was too often, nobody is asked again before it allows more. */
const notDialled = ({ turns, clock }: Pick<Deps, 'turns' | 'clock'>, person: Person, not: NotDone): DialError => {
  switch (not._tag) {
    case 'TooOften': {
      const retryAfterMs = not.retryAfterMs ?? DIAL_WINDOW_MS;
      turns.refuseUntil(person, clock.now() + retryAfterMs);
      return tooOften(retryAfterMs);
    }
    case 'NotThere':
      return { _tag: 'NoSuchPerson', reason: 'not-in-phone-system' };
    case 'OutcomeUnknown':
      return not;
    default:
      return not satisfies never;
  }
};
