import type { DialpadId } from '../dialpad-id.js';

/** A user of the phone system's, as far as it takes to know him again. */
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

/** Somebody who was found, or was known already. */
export interface Match {
  readonly dialpadUserId: DialpadId;
  readonly crmUserId: string;
  readonly name: string | null;
  readonly email: string | null;
  /** False where the mapping was there before. */
  readonly isNew: boolean;
}

/** Somebody who was not found, and why. */
export interface Unmatched {
  readonly dialpadUserId: DialpadId;
  readonly name: string | null;
  readonly email: string | null;
  readonly reason: 'inactive' | 'no-email' | 'shared-email' | 'not-in-crm';
}

const normal = (email: string): string => email.trim().toLowerCase();

/**
 * Says who each user is in the CRM, by e-mail and in any case of letters: among `crmUsers` or, where none are given, under the address
 * itself. An address that several active users have is nobody's. Whoever is mapped already stays so.
 */
export const matchUsers = (
  users: readonly PhoneSystemUser[],
  mapped: ReadonlyMap<DialpadId, string>,
  crmUsers: readonly CrmUser[] | null,
): { readonly matched: readonly Match[]; readonly unmatched: readonly Unmatched[] } => {
  // A list that changes while it is read may name somebody twice.
  const everybody = [...new Map(users.map((user) => [user.id, user])).values()];
  const active = everybody.filter(({ isActive }) => isActive);
  const shared = sharedAmong(active);
  const sharedInCrm = sharedAmong((crmUsers ?? []).map(({ id, email }) => ({ id, emails: [email] })));
  const crmIds = new Map((crmUsers ?? []).map(({ id, email }) => [normal(email), id]));
  const matched: Match[] = [];
  const unmatched: Unmatched[] = [];

  for (const { id: dialpadUserId, name, emails, isActive } of everybody) {
    const addresses = emails.map(normal).filter((email) => email !== '');
    const own = addresses.filter((email) => !shared.has(email) && !sharedInCrm.has(email));
    const email = addresses[0] ?? null;
    const known = mapped.get(dialpadUserId);
    const found = crmUsers === null ? own[0] : own.map((one) => crmIds.get(one)).find((one) => one !== undefined);
    if (known !== undefined) matched.push({ dialpadUserId, crmUserId: known, name, email, isNew: false });
    else if (!isActive) unmatched.push({ dialpadUserId, name, email, reason: 'inactive' });
    else if (email === null) unmatched.push({ dialpadUserId, name, email, reason: 'no-email' });
    else if (found !== undefined) matched.push({ dialpadUserId, crmUserId: found, name, email, isNew: true });
    else unmatched.push({ dialpadUserId, name, email, reason: own.length === 0 ? 'shared-email' : 'not-in-crm' });
  }
  return { matched, unmatched };
};

/** The addresses that more than one has. */
const sharedAmong = (
  owners: readonly { readonly id: string; readonly emails: readonly string[] }[],
): ReadonlySet<string> => {
  const ownerOf = new Map<string, string>();
  const shared = new Set<string>();
  for (const { id, emails } of owners) {
    for (const email of emails.map(normal)) {
      if ((ownerOf.get(email) ?? id) !== id) shared.add(email);
      else ownerOf.set(email, id);
    }
  }
  return shared;
};
