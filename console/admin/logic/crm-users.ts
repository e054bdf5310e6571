/** A CRM user with whom Dialpad's users are matched. */
export interface CrmUser {
  readonly id: string;
  readonly email: string;
}

/** Reads pasted lines, each with an id and an e-mail address in any order; `faults` are the numbers of lines that have no address. */
export const readCrmUsers = (
  text: string,
): { readonly users: readonly CrmUser[]; readonly faults: readonly number[] } => {
  const users: CrmUser[] = [];
  const faults: number[] = [];
  for (const [n, raw] of text.split(/\r?\n/).entries()) {
    const parts = raw
      .split(/[\t,;]|\s+(?=\S+@)|(?<=@\S+)\s+/)
      .map((part) => part.trim())
      .filter((part) => part !== '');
    if (parts.length === 0) continue;
    // A CRM's id may be an address too: then the address of the line is its last one.
    const email = parts.findLast((part) => part.includes('@'));
    const id = parts.find((_, at) => at !== parts.lastIndexOf(email ?? '')) ?? email;
    if (email === undefined || id === undefined) faults.push(n + 1);
    else users.push({ id, email });
  }
  return { users, faults };
};
