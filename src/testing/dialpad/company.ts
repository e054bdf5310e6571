import type { Colleague } from './cast.js';
import { DIEGO, EMMA, OFFICE, OFFICE_PEOPLE } from './people.js';

/** A person of the company, as its list of users shows them. */
export interface CompanyUser extends Colleague {
  /** `active` unless said otherwise; others of Dialpad's: `pending`, `suspended`, `cancelled`, `deleted`. */
  readonly state?: string;
  readonly isAdmin?: boolean;
}

/** What Dialpad knows of a customer. */
export interface Company {
  readonly id: number;
  readonly name: string;
  readonly domain: string;
  readonly offices: readonly { readonly id: number; readonly name: string; readonly phone: string }[];
  /** The first administrator is who consents. */
  readonly users: readonly CompanyUser[];
}

/** A small company: one office, the people of its day and two more; the first of them is its administrator. */
export const SMALL_COMPANY: Company = {
  id: 5837463027068661,
  name: 'Harbor Street Dental',
  domain: 'example.com',
  offices: [{ id: OFFICE, name: 'Main office', phone: '+15550100100' }],
  users: [...OFFICE_PEOPLE, DIEGO, EMMA].map((person, n) => ({ ...person, isAdmin: n === 0 })),
};

/** Who consents, and who an API key belongs to. */
export const administratorOf = ({ users }: Company): CompanyUser | undefined =>
  users.find(({ isAdmin }) => isAdmin === true) ?? users[0];
