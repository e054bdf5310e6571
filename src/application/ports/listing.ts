/** Which part of a list: at most `limit` items, after the first `offset`. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** That part of the list, and the length of the whole list. */
export interface Listed<A> {
  readonly items: readonly A[];
  readonly total: number;
}

/** An item with the CRM user it belongs to now; null if its Dialpad user is not mapped. */
export type Attributed<A> = A & { readonly crmUserId: string | null };
