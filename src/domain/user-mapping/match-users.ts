import type { DialpadId } from '../dialpad-id.js';

/** A user of the phone system, with what is needed to find the same person in the CRM. */
export interface PhoneSystemUser {
  readonly id: DialpadId;
  readonly name: string | null;
  /** The primary one first. */
  readonly emails: readonly string[];
  readonly isActive: boolean;
}

export interface CrmUser {
  readonly id: string;
  readonly email: string;
}

/** A user of the phone system, and which CRM user that is. */
export interface Match {
  readonly dialpadUserId: DialpadId;
  readonly crmUserId: string;
  readonly name: string | null;
  readonly email: string | null;
  /** False where the mapping existed before. */
  readonly isNew: boolean;
}

/** A user of the phone system that is no CRM user, and why. */
export interface Unmatched {
  readonly dialpadUserId: DialpadId;
  readonly name: string | null;
  readonly email: string | null;
  readonly reason: 'inactive' | 'no-email' | 'shared-email' | 'not-in-crm';
}

/** The users that are matched, and those that are not. */
export interface MatchedUsers {
  readonly matched: readonly Match[];
  readonly unmatched: readonly Unmatched[];
}

/**
 * Finds by e-mail, ignoring case, which CRM user each user is: among `crmUsers` or, where that is null, the address itself. An address
 * that several active users have matches none of them. A user that is mapped already stays mapped as it is.
 */
export const matchUsers = (
  users: readonly PhoneSystemUser[],
  mapped: ReadonlyMap<DialpadId, string>,
  crmUsers: readonly CrmUser[] | null,
): MatchedUsers => {
  // A list that changes while it is read may contain a user twice.
  const distinct = [...new Map(users.map((user) => [user.id, user])).values()];
  const find = finderOf(
    distinct.filter(({ isActive }) => isActive),
    crmUsers,
  );
  const results = distinct.map((user) => matchOf(user, mapped.get(user.id), find));
  return {
    matched: results.filter((result): result is Match => 'crmUserId' in result),
    unmatched: results.filter((result): result is Unmatched => 'reason' in result),
  };
};

/** Finds the CRM user with one of these addresses, or says why there is none. */
type FindCrmUser = (
  addresses: readonly string[],
) => { readonly crmUserId: string } | { readonly reason: 'shared-email' | 'not-in-crm' };

const finderOf = (active: readonly PhoneSystemUser[], crmUsers: readonly CrmUser[] | null): FindCrmUser => {
  const shared = sharedAmong(active);
  const sharedInCrm = sharedAmong((crmUsers ?? []).map(({ id, email }) => ({ id, emails: [email] })));
  const crmIds = new Map((crmUsers ?? []).map(({ id, email }) => [normalized(email), id]));
  return (addresses) => {
    const unique = addresses.filter((email) => !shared.has(email) && !sharedInCrm.has(email));
    const ids = crmUsers === null ? unique : unique.map((email) => crmIds.get(email));
    const crmUserId = ids.find((id) => id !== undefined);
    return crmUserId === undefined ? { reason: unique.length === 0 ? 'shared-email' : 'not-in-crm' } : { crmUserId };
  };
};

const matchOf = (user: PhoneSystemUser, mappedTo: string | undefined, find: FindCrmUser): Match | Unmatched => {
  const addresses = user.emails.map(normalized).filter((email) => email !== '');
  const person = { dialpadUserId: user.id, name: user.name, email: addresses[0] ?? null };
  if (mappedTo !== undefined) return { ...person, crmUserId: mappedTo, isNew: false };
  if (!user.isActive) return { ...person, reason: 'inactive' };
  if (person.email === null) return { ...person, reason: 'no-email' };
  const found = find(addresses);
  return 'crmUserId' in found ? { ...person, ...found, isNew: true } : { ...person, ...found };
};

const normalized = (email: string): string => email.trim().toLowerCase();

/** The addresses that more than one owner has. */
const sharedAmong = (
  owners: readonly { readonly id: string; readonly emails: readonly string[] }[],
): ReadonlySet<string> => {
  const ownerOf = new Map<string, string>();
  const shared = new Set<string>();
  for (const { id, emails } of owners) {
    for (const email of emails.map(normalized)) {
      if ((ownerOf.get(email) ?? id) !== id) shared.add(email);
      else ownerOf.set(email, id);
    }
  }
  return shared;
};
