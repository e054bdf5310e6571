import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CallView } from '../../domain/call/call-view.js';
import { type CallerHistory, callerHistory } from '../../domain/contact/caller-history.js';
import type { ContactCard } from '../../domain/contact/contact.js';
import type { AppId } from '../../domain/ids.js';
import { isWithheld } from '../../domain/withheld-number.js';
import type { CallRepository } from '../ports/call-repository.js';
import type { ContactBook } from '../ports/contact-book.js';
import type { Attributed } from '../ports/listing.js';
import type { StorageError } from '../ports/storage-error.js';

/** Who has a number, and what calls there were with it. */
export interface LookedUp {
  readonly contact: ContactCard | null;
  readonly history: CallerHistory<Attributed<CallView>>;
  /** False: there are older calls, which the history does not count. */
  readonly isComplete: boolean;
}

/** Looks a number up in the contacts and the calls of an app, in any spelling. */
export type LookUp = (appId: AppId, number: string) => TaskEither<StorageError, LookedUp>;

/** The newest legs from a number or to it that a history is made of. */
const MAX_LEGS = 100;
/** The total is not asked for, so nothing is counted. */
const NEWEST = { limit: MAX_LEGS, offset: 0, total: 0 };

/** Looks a number up, in any spelling. Those who withhold theirs are not one caller, so there is no history of them. */
export const makeLookUp =
  (deps: { readonly calls: Pick<CallRepository, 'list'>; readonly contacts: Pick<ContactBook, 'ofNumbers'> }): LookUp =>
  (appId, number) =>
  async () => {
    if (isWithheld(number)) return E.right({ contact: null, history: callerHistory([]), isComplete: true });
    const [contacts, legs] = await Promise.all([
      deps.contacts.ofNumbers(appId, [number])(),
      deps.calls.list(appId, { number }, NEWEST)(),
    ]);
    if (E.isLeft(contacts)) return contacts;
    if (E.isLeft(legs)) return legs;
    return E.right({
      contact: contacts.right.get(number) ?? null,
      history: callerHistory(legs.right.items),
      isComplete: !legs.right.hasMore,
    });
  };
