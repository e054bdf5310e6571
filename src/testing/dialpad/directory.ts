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

/** GET /users. Those who are active, where no state is asked for. */
export const usersAnswer = (company: Company, query: URLSearchParams, pageSize: number): Answer => {
  // Dialpad refuses larger pages now and then on purpose, so that nobody comes to depend on them. Here, always.
  if (Number(query.get('limit') ?? 1) > 100) return refusal(400, 'limit must be 100 or less.');
  const state = query.get('state') ?? 'active';
  const wanted = company.users
    .map((user, n) => ({ user, key: numberKey(n + 1) }))
    .filter(
      ({ user }) =>
        (state === 'all' || stateOf(user) === state) &&
        (query.get('email') ?? user.email) === user.email &&
        (query.get('number') ?? user.phone) === user.phone &&
        (query.get('company_admin') ?? String(user.isAdmin === true)) === String(user.isAdmin === true),
    );
  return pageOf(
    wanted,
    ({ key }) => key,
    query.get('cursor'),
    pageSize,
    ({ user }) => userJson(company, user),
  );
};

/** GET /users/{id}, where `me` is who consented, or who the API key belongs to. */
export const userAnswer = (company: Company, id: string): Answer => {
  const user = id === 'me' ? administratorOf(company) : company.users.find((one) => String(one.id) === id);
  return user === undefined ? refusal(404, 'User not found.') : ok(userJson(company, user));
};

const stateOf = ({ state }: CompanyUser): string => state ?? 'active';

/** A user in the API's shape; one that is deleted has neither addresses nor numbers. */
const userJson = (company: Company, user: CompanyUser) => {
  const [firstName, ...rest] = user.name.split(' ');
  const isGone = stateOf(user) === 'deleted';
  return {
    company_id: String(company.id),
    country: 'us',
    display_name: user.name,
    do_not_disturb: false,
    emails: isGone || user.email === '' ? null : [user.email],
    first_name: firstName,
    group_details: [{ do_not_disturb: false, group_id: String(user.officeId), group_type: 'office', role: 'operator' }],
    id: String(user.id),
    is_admin: user.isAdmin === true,
    is_super_admin: user.isAdmin === true,
    language: 'en',
    last_name: rest.join(' '),
    license: 'talk',
    office_id: String(user.officeId),
    phone_numbers: isGone ? null : [user.phone],
    state: stateOf(user),
    timezone: 'US/Pacific',
  };
};
