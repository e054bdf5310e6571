import { type Answer, ok, refusal } from './answer.js';
import { administratorOf, type Company, type CompanyUser } from './company.js';
import { numberKey, pageOf } from './pages.js';

/** GET /company. */
export const companyAnswer = ({ id, name, domain, offices }: Company): Answer =>
  ok({
    account_type: 'pro',
    country: 'us',
    domain,
    id: String(id),
    name,
    office_count: String(offices.length),
    state: 'active',
  });

/** GET /offices. */
export const officesAnswer = ({ offices }: Company, cursor: string | null, pageSize: number): Answer =>
  pageOf(
    offices.map((office, n) => ({ ...office, isPrimary: n === 0, key: numberKey(n + 1) })),
    ({ key }) => key,
    cursor,
    pageSize,
    ({ id, name, phone, isPrimary }) => ({
      availability_status: 'open',
      country: 'us',
      id: String(id),
      office_id: String(id),
      is_primary_office: isPrimary,
      name,
      phone_numbers: [phone],
      state: 'active',
    }),
  );

/** GET /users. Only active users unless the query names a state. */
export const usersAnswer = (company: Company, query: URLSearchParams, pageSize: number): Answer => {
  // Dialpad refuses larger pages at random, on purpose; the simulation always does.
  if (Number(query.get('limit') ?? 1) > 100) return refusal(400, 'limit must be 100 or less.');
  const asked = company.users
    .map((user, n) => ({ user, key: numberKey(n + 1) }))
    .filter(({ user }) => isAsked(user, query));
  return pageOf(
    asked,
    ({ key }) => key,
    query.get('cursor'),
    pageSize,
    ({ user }) => userJson(company, user),
  );
};

const isAsked = (user: CompanyUser, query: URLSearchParams): boolean => {
  const state = query.get('state') ?? 'active';
  const isAdmin = String(user.isAdmin === true);
  return (
    (state === 'all' || stateOf(user) === state) &&
    (query.get('email') ?? user.email) === user.email &&
    (query.get('number') ?? user.phone) === user.phone &&
    (query.get('company_admin') ?? isAdmin) === isAdmin
  );
};

/** GET /users/{id}; `me` is the user who consented, or to whom the API key belongs. */
export const userAnswer = (company: Company, id: string): Answer => {
  const user = id === 'me' ? administratorOf(company) : company.users.find((one) => String(one.id) === id);
  return user === undefined ? refusal(404, 'User not found.') : ok(userJson(company, user));
};

const stateOf = ({ state }: CompanyUser): string => state ?? 'active';

/** A user in the API's shape. A deleted user has neither e-mail addresses nor numbers. */
const userJson = (company: Company, user: CompanyUser) => {
  const [firstName, ...rest] = user.name.split(' ');
  const isDeleted = stateOf(user) === 'deleted';
  return {
    company_id: String(company.id),
    country: 'us',
    display_name: user.name,
    do_not_disturb: false,
    emails: isDeleted || user.email === '' ? null : [user.email],
    first_name: firstName,
    group_details: [{ do_not_disturb: false, group_id: String(user.officeId), group_type: 'office', role: 'operator' }],
    id: String(user.id),
    is_admin: user.isAdmin === true,
    is_super_admin: user.isAdmin === true,
    language: 'en',
    last_name: rest.join(' '),
    license: 'talk',
    office_id: String(user.officeId),
    phone_numbers: isDeleted ? null : [user.phone],
    state: stateOf(user),
    timezone: 'US/Pacific',
  };
};
