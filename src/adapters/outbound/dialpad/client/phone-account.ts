import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Access, PhoneAccount, PhoneSystemError } from '../../../../application/ports/phone-system.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import { type Fields, idOf, own, textOf } from '../json-fields.js';
import { cursorPageOf, type DialpadApi } from './dialpad-api.js';
import { unavailable } from './unavailable.js';

/** More pages than any company has offices on; a cursor that leads in a circle ends here. */
const MAX_PAGES = 100;

/** Whose access it is. Where it is no company admin's, its own user says so, and names the office that it belongs to. */
export const readAccount =
  (api: DialpadApi) =>
  (access: Access): TaskEither<PhoneSystemError, PhoneAccount> =>
  async () => {
    const company = await api(access, { method: 'GET', path: '/company' })();
    const found = isForbidden(company) ? await api(access, { method: 'GET', path: '/users/me' })() : company;
    if (E.isLeft(found)) return found;
    const offices = await readOffices(api, access);
    if (E.isLeft(offices)) return offices;
    const named = found === company ? ofCompany(found.right) : ofUser(found.right);
    const organizations = [...new Set([...named.ids, ...offices.right])];
    return organizations.length === 0
      ? E.left(unavailable('neither a company nor an office came back'))
      : E.right({ name: named.name, organizations });
  };

const isForbidden = (outcome: E.Either<PhoneSystemError, unknown>): boolean =>
  E.isLeft(outcome) && outcome.left._tag === 'AccessRefused' && outcome.left.reason === 'not-permitted';

interface Found {
  readonly name: string | null;
  readonly ids: readonly DialpadId[];
}

const idsIn = (fields: Fields, ...names: readonly string[]): readonly DialpadId[] =>
  names.flatMap((name) => idOf(own(fields, name)) ?? []);

const ofCompany = (company: Fields): Found => ({ name: textOf(own(company, 'name')), ids: idsIn(company, 'id') });

const ofUser = (user: Fields): Found => ({ name: null, ids: idsIn(user, 'company_id', 'office_id') });

/** The offices that the access reaches; none if it may not ask. */
const readOffices = async (
  api: DialpadApi,
  access: Access,
): Promise<E.Either<PhoneSystemError, readonly DialpadId[]>> => {
  const ids: DialpadId[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answered: E.Either<PhoneSystemError, Fields> = await api(access, {
      method: 'GET',
      path: '/offices',
      query: { cursor },
    })();
    if (isForbidden(answered)) return E.right(ids);
    const page = E.chain(cursorPageOf((office) => idOf(own(office, 'id')) ?? idOf(own(office, 'office_id'))))(answered);
    if (E.isLeft(page)) return page;
    ids.push(...page.right.items);
    cursor = page.right.next;
    if (cursor === null) break;
  }
  return E.right(ids);
};
