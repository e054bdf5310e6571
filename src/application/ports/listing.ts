/** A part of a list: at most `limit` items, after the first `offset`. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** The asked part of a list, and how long the whole is. */
export interface Listed<A> {
  readonly items: readonly A[];
  readonly total: number;
}

/** A thing with the CRM user it belongs to now, null if its Dialpad user is not mapped. */
export type Attributed<A> = A & { readonly crmUserId: string | null };
