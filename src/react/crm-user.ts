/** Whether two ids are the same CRM user. One that holds an @ is compared without regard to case, as the server does it. */
export const isSameCrmUser = (a: string | null | undefined, b: string | null | undefined): boolean =>
  typeof a === 'string' && typeof b === 'string' && crmUserKey(a) === crmUserKey(b);

/** What all spellings of a CRM user's id have in common. */
export const crmUserKey = (id: string): string => (id.includes('@') ? id.toLowerCase() : id);
