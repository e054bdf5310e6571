import * as E from 'fp-ts/lib/Either.js';
import type { Option } from 'fp-ts/lib/Option.js';
import { isSome } from 'fp-ts/lib/Option.js';
import { chunksOf } from 'fp-ts/lib/ReadonlyArray.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { AppTenant } from '../../domain/app/app-tenant.js';
import type { Country } from '../../domain/country.js';
import type { DialpadId } from '../../domain/dialpad-id.js';
import type { AppEvent } from '../../domain/event/app-event.js';
import { erasedContent } from '../../domain/event/erased-content.js';
import type { AppId, InboxId } from '../../domain/ids.js';
import { phoneKey } from '../../domain/phone-number.js';
import { crmUserKey } from '../../domain/user-mapping/crm-user-key.js';
import { BUDGETS } from '../budgets.js';
import type { ContactBook } from '../ports/contact-book.js';
import type { EventLog } from '../ports/event-log.js';
import type { PersonalData, PersonsRecords } from '../ports/personal-data.js';
import type { StorageError } from '../ports/storage-error.js';
import { type IsNumber, mentions, numberTest } from './mentions.js';

/** Whose data is to be erased. */
export type ErasureSubject =
  | { readonly number: string }
  | { readonly dialpadUserId: DialpadId }
  | { readonly crmUserId: string };

/** Where an erasure goes on: after an event, or after a delivery once the events are done. */
export type ErasurePlace = { readonly event: number } | { readonly delivery: InboxId };

export interface Erased {
  readonly calls: number;
  readonly voicemails: number;
  readonly messages: number;
  readonly events: number;
  readonly deliveries: number;
  readonly mappings: number;
  readonly contacts: number;
}

export interface Erasure {
  /** What this request has erased. */
  readonly erased: Erased;
  /** Where to go on; null if nothing is left. */
  readonly next: ErasurePlace | null;
}

/** Erases a person's data in an app, for a few seconds; ask again with `next` until that is null. It can be done again. */
export type ErasePerson = (
  app: AppTenant,
  subject: ErasureSubject,
  from: ErasurePlace | null,
) => TaskEither<StorageError, Erasure>;

interface Deps {
  readonly data: PersonalData;
  readonly events: Pick<EventLog, 'read'>;
  readonly contacts: Pick<ContactBook, 'delete'>;
  readonly defaultCountry: Country;
  /** Reads JSON without loss of digits. */
  readonly parseJson: (text: string) => Option<unknown>;
  /** Milliseconds since any moment. */
  readonly stopwatch: () => number;
  /** Lets other work of the process go on. */
  readonly giveWay: () => Promise<void>;
}

/** Records whose ids are held at once. */
const MAX_RECORDS = 5_000;
/** Events or deliveries that are looked through at once. */
const PAGE = 100;
/** Records that one statement deletes. */
const BATCH = 200;

/** What is looked for in events and deliveries. */
interface Wanted {
  readonly isNumber: IsNumber;
  readonly users: ReadonlySet<string>;
  readonly crmUserKey: string | null;
  /** The ids in the phone system of the records that will be deleted. */
  readonly ids: ReadonlySet<string>;
}

/** Counts, and the time until which to work. */
interface Run {
  readonly appId: AppId;
  readonly deadline: number;
  readonly erased: { -readonly [K in keyof Erased]: Erased[K] };
}

/*
 * Events and deliveries first, then the records, then the mappings and the contact: each step finds the person by what the later ones delete. So an
 * erasure that was interrupted anywhere is completed by asking again.
 */
export const makeErasePerson =
  (deps: Deps): ErasePerson =>
  (app, subject, from) =>
  async () => {
    const run: Run = { appId: app.id, deadline: deps.stopwatch() + BUDGETS.eraseMs, erased: nothing() };
    const users = await usersOf(deps, app.id, subject)();
    if (E.isLeft(users)) return users;
    const country = app.country ?? deps.defaultCountry;
    const person = {
      numberKey: 'number' in subject ? phoneKey(subject.number, country) : null,
      users: users.right,
    };

    for (let place = from ?? { event: 0 }; ; place = { event: 0 }) {
      const found = await deps.data.find(app.id, person, MAX_RECORDS)();
      if (E.isLeft(found)) return found;
      const wanted: Wanted = {
        isNumber: numberTest(person, country),
        users: new Set(person.users),
        crmUserKey: 'crmUserId' in subject ? crmUserKey(subject.crmUserId) : null,
        ids: idsOf(found.right),
      };
      const next = await eraseTraces(deps, run, wanted, place)();
      if (E.isLeft(next)) return next;
      if (next.right !== null) return E.right({ erased: run.erased, next: next.right });
      const deleted = await deleteRecords(deps, run, found.right)();
      if (E.isLeft(deleted)) return deleted;
      if (!isFull(found.right)) return finish(deps, run, person.users, subject);
    }
  };

const nothing = (): Run['erased'] => ({
  calls: 0,
  voicemails: 0,
  messages: 0,
  events: 0,
  deliveries: 0,
  mappings: 0,
  contacts: 0,
});

const usersOf = (
  { data }: Deps,
  appId: AppId,
  subject: ErasureSubject,
): TaskEither<StorageError, readonly DialpadId[]> => {
  if ('crmUserId' in subject) return data.usersOf(appId, subject.crmUserId);
  return async () => E.right('dialpadUserId' in subject ? [subject.dialpadUserId] : []);
};

const idsOf = ({ calls, voicemails, messages }: PersonsRecords): ReadonlySet<string> =>
  new Set([
    ...[...calls, ...messages].map(({ dialpadId }) => dialpadId),
    ...voicemails.flatMap(({ id, keys }) => [id, ...keys.map((key) => key.slice(key.indexOf(':') + 1))]),
  ]);

const isFull = ({ calls, voicemails, messages }: PersonsRecords): boolean =>
  [calls, voicemails, messages].some(({ length }) => length >= MAX_RECORDS);

const finish = async (
  deps: Deps,
  { appId, erased }: Run,
  users: readonly DialpadId[],
  subject: ErasureSubject,
): Promise<E.Either<StorageError, Erasure>> => {
  const mappings = await deps.data.deleteMappings(appId, users)();
  if (E.isLeft(mappings)) return mappings;
  const contact = 'number' in subject ? await deps.contacts.delete(appId, subject.number)() : E.right(false);
  if (E.isLeft(contact)) return contact;
  return E.right({ erased: { ...erased, mappings: mappings.right, contacts: contact.right ? 1 : 0 }, next: null });
};

/** Erases what events and deliveries say, from a place on; answers with where to go on, null once all is done. */
const eraseTraces =
  (deps: Deps, run: Run, wanted: Wanted, place: ErasurePlace): TaskEither<StorageError, ErasurePlace | null> =>
  async () => {
    if ('delivery' in place) return eraseDeliveries(deps, run, wanted, place.delivery)();
    const next = await eraseEvents(deps, run, wanted, place.event)();
    return E.isLeft(next) || next.right !== null ? next : eraseDeliveries(deps, run, wanted, null)();
  };

const eraseEvents =
  (deps: Deps, run: Run, wanted: Wanted, from: number): TaskEither<StorageError, ErasurePlace | null> =>
  async () => {
    for (let after = from; ; ) {
      if (deps.stopwatch() >= run.deadline) return E.right({ event: after });
      const page = await deps.events.read(run.appId, after, PAGE)();
      if (E.isLeft(page)) return page;
      const last = page.right.at(-1);
      if (last === undefined) return E.right(null);
      const erased = page.right.flatMap((event) => (concerns(event, wanted) ? erasedEvent(event) : []));
      const replaced = await deps.data.replaceEvents(run.appId, erased)();
      if (E.isLeft(replaced)) return replaced;
      run.erased.events += erased.length;
      after = last.seq;
      await deps.giveWay();
    }
  };

/** The event without the person; none if it says nothing of the person already. */
const erasedEvent = (event: AppEvent): readonly AppEvent[] => {
  const erased = { ...event, targetCrmUser: null, content: erasedContent(event.content) };
  return JSON.stringify(erased) === JSON.stringify(event) ? [] : [erased];
};

const concerns = ({ content, targetCrmUser }: AppEvent, { isNumber, users, crmUserKey: key, ids }: Wanted): boolean => {
  const isCrmUser = (user: string | null): boolean => key !== null && user !== null && crmUserKey(user) === key;
  const isOneOf = (some: ReadonlySet<string>, one: string | null): boolean => one !== null && some.has(one);
  if ('gap' in content) return false;
  const view = 'call' in content ? content.call : 'voicemail' in content ? content.voicemail : content.message;
  const dialpadId = 'dialpadMessageId' in view ? view.dialpadMessageId : view.dialpadCallId;
  const previous = 'previous' in content ? content.previous : undefined;
  return (
    isOneOf(ids, dialpadId) ||
    isOneOf(ids, view.id) ||
    isOneOf(users, view.dialpadUserId) ||
    isOneOf(users, previous?.dialpadUserId ?? null) ||
    isCrmUser(targetCrmUser) ||
    isCrmUser(previous?.crmUser ?? null) ||
    isNumber(view.fromNumber) ||
    isNumber(view.toNumber)
  );
};

const eraseDeliveries =
  (deps: Deps, run: Run, wanted: Wanted, from: InboxId | null): TaskEither<StorageError, ErasurePlace | null> =>
  async () => {
    const ids = new Set([...wanted.ids, ...wanted.users]);
    const isMeant = (payload: string): boolean => {
      const json = deps.parseJson(payload);
      return isSome(json) && mentions(json.value, wanted.isNumber, ids);
    };
    for (let after = from; ; ) {
      if (after !== null && deps.stopwatch() >= run.deadline) return E.right({ delivery: after });
      const page = await deps.data.deliveries(run.appId, after, PAGE)();
      if (E.isLeft(page)) return page;
      const meant: InboxId[] = [];
      for (const { id, payload } of page.right.deliveries) {
        if (isMeant(payload)) meant.push(id);
        // One payload may be as large as a request.
        await deps.giveWay();
      }
      const blanked = await deps.data.blankDeliveries(run.appId, meant)();
      if (E.isLeft(blanked)) return blanked;
      run.erased.deliveries += meant.length;
      if (page.right.next === null) return E.right(null);
      after = page.right.next;
    }
  };

const deleteRecords =
  (deps: Deps, { appId, erased }: Run, records: PersonsRecords): TaskEither<StorageError, void> =>
  async () => {
    const batches: readonly Partial<PersonsRecords>[] = [
      ...chunksOf(BATCH)(records.voicemails).map((voicemails) => ({ voicemails })),
      ...chunksOf(BATCH)(records.messages).map((messages) => ({ messages })),
      ...chunksOf(BATCH)(records.calls).map((calls) => ({ calls })),
    ];
    for (const batch of batches) {
      const whole = { calls: [], voicemails: [], messages: [], ...batch };
      const deleted = await deps.data.delete(appId, whole)();
      if (E.isLeft(deleted)) return deleted;
      erased.calls += whole.calls.length;
      erased.voicemails += whole.voicemails.length;
      erased.messages += whole.messages.length;
      await deps.giveWay();
    }
    return E.right(undefined);
  };
