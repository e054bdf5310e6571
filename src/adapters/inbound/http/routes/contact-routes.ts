import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import type { LookUp } from '../../../../application/contacts/look-up.js';
import type { Clock } from '../../../../application/ports/clock.js';
import type { ContactBook, NewContact } from '../../../../application/ports/contact-book.js';
import type { IdGenerator } from '../../../../application/ports/id-generator.js';
import type { KeyAccess } from '../../../../domain/app/key-access.js';
import type { ContactId } from '../../../../domain/ids.js';
import { listAnswer, oneAnswer, successOf } from '../../../wire/answers.js';
import { ContactJson, contactToJson } from '../../../wire/contact-json.js';
import { LookUpJson, lookUpToText } from '../../../wire/look-up-json.js';
import { deleted } from '../access.js';
import { listOfAtMost, onlyFields, orTakenAway, ShortText, WebAddress } from '../body-codecs.js';
import { decodeBody, decodeQuery } from '../decode.js';
import { asJson, listReply } from '../list-reply.js';
import { problemOf } from '../problem.js';
import { OwnedNumber, PhoneQuery, pageParameters } from '../query-codecs.js';
import { oneAsText, success } from '../reply.js';
import { type Handler, type HandlerFor, type OperationDoc, type Route, route } from '../route.js';

const MAX_AT_ONCE = 1_000;

const NewContactJson = onlyFields({ number: OwnedNumber, name: ShortText }, { record_url: orTakenAway(WebAddress) });
const ContactBatch = onlyFields({ contacts: listOfAtMost(MAX_AT_ONCE, NewContactJson) }, {});
const OneNumber = t.type({ number: PhoneQuery });

const PUT: OperationDoc = {
  summary: 'Saves up to 1,000 contacts, so that a ring says whom the CRM knows; replaces the one that a number has',
  tag: 'Contacts',
  access: 'app',
  body: ContactBatch,
  answers: { 200: successOf({ message: t.string, count: t.number }) },
};
const LIST: OperationDoc = {
  summary: 'Contacts, oldest first',
  tag: 'Contacts',
  access: 'app',
  query: t.partial(pageParameters),
  answers: { 200: listAnswer(ContactJson) },
};
const DELETE: OperationDoc = {
  summary: 'Deletes the contact that a number has',
  tag: 'Contacts',
  access: 'app',
  query: OneNumber,
  answers: { 200: successOf({ message: t.string }) },
  failures: { 404: 'The number has no contact.' },
};

const LOOK_UP: OperationDoc = {
  summary: 'Who has a number: the contact, the calls there were with it, and which CRM users answered them',
  tag: 'Contacts',
  access: 'app',
  query: OneNumber,
  answers: { 200: oneAnswer(LookUpJson) },
};

interface Deps {
  readonly guarded: (handle: HandlerFor<KeyAccess>) => Handler;
  readonly contacts: ContactBook;
  readonly lookUp: LookUp;
  readonly ids: IdGenerator;
  readonly clock: Clock;
}

/** What the CRM says about those who call (contract §5). */
export const contactRoutes = (deps: Deps): readonly Route[] => [
  route('PUT', '/api/contacts', deps.guarded(put(deps)), PUT),
  route('GET', '/api/contacts', deps.guarded(list(deps)), LIST),
  route('DELETE', '/api/contacts', deps.guarded(remove(deps)), DELETE),
  route('GET', '/api/lookup', deps.guarded(find(deps)), LOOK_UP),
];

const put =
  ({ contacts: book, ids, clock }: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      decodeBody(ContactBatch, request),
      TE.chain(({ contacts }) =>
        pipe(
          book.put(appId, contacts.map(toContact(ids)), clock.now()),
          TE.bimap(problemOf, (count) => success({ message: savedMessage(count), count })),
        ),
      ),
    );

const savedMessage = (count: number): string =>
  count === 1 ? 'The contact is saved.' : `${count} contacts are saved.`;

const toContact =
  (ids: IdGenerator) =>
  ({ number, name, record_url = null }: t.TypeOf<typeof NewContactJson>): NewContact => ({
    id: ids.next() as ContactId,
    number,
    name,
    recordUrl: record_url,
  });

const list =
  ({ contacts }: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      TE.fromEither(decodeQuery(t.partial(pageParameters), request)),
      TE.chain((query) =>
        listReply(request, query, (page) => contacts.list(appId, page), {
          owner: appId,
          toText: asJson(contactToJson),
        }),
      ),
    );

const remove =
  ({ contacts }: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      TE.fromEither(decodeQuery(OneNumber, request)),
      TE.chain(({ number }) => deleted('contact', contacts.delete(appId, number))),
      TE.map(() => success({ message: 'The contact was deleted.' })),
    );

const find =
  ({ lookUp, clock }: Deps): HandlerFor<KeyAccess> =>
  (request, { appId }) =>
    pipe(
      TE.fromEither(decodeQuery(OneNumber, request)),
      TE.chain(({ number }) =>
        pipe(
          lookUp(appId, number),
          TE.bimap(problemOf, (found) => oneAsText(lookUpToText(number, found, clock.now()))),
        ),
      ),
    );
