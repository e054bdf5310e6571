import type { Colleague } from './parties.js';
import { DIEGO, EMMA, OFFICE, OFFICE_PEOPLE } from './people.js';

/** A person of the company, as its list of users shows them. */
export interface CompanyUser extends Colleague {
  /** `active` by default; Dialpad's other states are `pending`, `suspended`, `cancelled` and `deleted`. */
  readonly state?: string;
  readonly isAdmin?: boolean;
}

/** A customer of Dialpad. */
export interface Company {
  readonly id: number;
  readonly name: string;
  readonly domain: string;
  readonly offices: readonly { readonly id: number; readonly name: string; readonly phone: string }[];
  /** The first administrator is the one who consents. */
  readonly users: readonly CompanyUser[];
}

/** One office, the people of `officeDay` and two more; the first is the administrator. */
export const SMALL_COMPANY: Company = {
  id: 5837463027068661,
  name: 'Harbor Street Dental',
  domain: 'example.com',
  offices: [{ id: OFFICE, name: 'Main office', phone: '+15550100100' }],
  users: [...OFFICE_PEOPLE, DIEGO, EMMA].map((person, n) => ({ ...person, isAdmin: n === 0 })),
};

/** The user who consents, and to whom the API key belongs. */
export const administratorOf = ({ users }: Company): CompanyUser | undefined =>
  users.find(({ isAdmin }) => isAdmin === true) ?? users[0];
