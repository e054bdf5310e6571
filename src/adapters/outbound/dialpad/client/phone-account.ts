import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Access, PhoneAccount, PhoneSystemError } from '../../../../application/ports/phone-system.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import { type Fields, field, idOf, textOf } from '../json-fields.js';
import { cursorPageOf, type DialpadApi } from './dialpad-api.js';
import { unavailable } from './unavailable.js';

/** More pages than any company's offices fill. Ends a list whose cursors lead in a circle. */
const MAX_PAGES = 100;

/** The company that an access is for. Without a company admin's rights it is read from the access's own user, which names an office too. */
export const readAccount =
  (api: DialpadApi) =>
  (access: Access): TaskEither<PhoneSystemError, PhoneAccount> =>
  async () => {
    const company = await api(access, { method: 'GET', path: '/company' })();
    const source = isForbidden(company) ? await api(access, { method: 'GET', path: '/users/me' })() : company;
    if (E.isLeft(source)) return source;
    const offices = await readOffices(api, access);
    if (E.isLeft(offices)) return offices;
    const { name, ids } = source === company ? ofCompany(source.right) : ofUser(source.right);
    const organizations = [...new Set([...ids, ...offices.right])];
    return organizations.length === 0
      ? E.left(unavailable('neither a company nor an office came back'))
      : E.right({ name, organizations });
  };

const isForbidden = (outcome: E.Either<PhoneSystemError, unknown>): boolean =>
  E.isLeft(outcome) && outcome.left._tag === 'AccessRefused' && outcome.left.reason === 'not-permitted';

interface NamedIds {
  readonly name: string | null;
  readonly ids: readonly DialpadId[];
}

const idsIn = (fields: Fields, ...names: readonly string[]): readonly DialpadId[] =>
  names.flatMap((name) => idOf(field(fields, name)) ?? []);

const ofCompany = (company: Fields): NamedIds => ({ name: textOf(field(company, 'name')), ids: idsIn(company, 'id') });

const ofUser = (user: Fields): NamedIds => ({ name: null, ids: idsIn(user, 'company_id', 'office_id') });

/** The ids of the offices that the access can see; none if it may not list them. */
const readOffices = async (
  api: DialpadApi,
  access: Access,
): Promise<E.Either<PhoneSystemError, readonly DialpadId[]>> => {
  const ids: DialpadId[] = [];
  let cursor: string | null = null;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const answer: E.Either<PhoneSystemError, Fields> = await api(access, {
      method: 'GET',
      path: '/offices',
      query: { cursor },
    })();
    if (isForbidden(answer)) return E.right(ids);
    const page = E.chain(cursorPageOf((office) => idOf(field(office, 'id')) ?? idOf(field(office, 'office_id'))))(
      answer,
    );
    if (E.isLeft(page)) return page;
    ids.push(...page.right.items);
    cursor = page.right.next;
    if (cursor === null) break;
  }
  return E.right(ids);
};
