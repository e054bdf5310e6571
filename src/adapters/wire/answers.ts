import * as t from 'io-ts';

const succeeded = { success: t.literal(true) };

/** `{"success": true, …}` with these fields. */
export const successOf = <P extends t.Props>(fields: P) => t.type({ ...succeeded, ...fields });

/** One thing, under `data`. */
export const oneAnswer = <C extends t.Mixed>(item: C) => successOf({ data: item });

/** Where a part of a list stands in the whole (contract §1). */
export const PaginationJson = t.type(
  { limit: t.number, offset: t.number, total: t.number, has_more: t.boolean },
  'Pagination',
);

/** A part of a list. */
export const listAnswer = <C extends t.Mixed>(item: C) =>
  successOf({ data: t.array(item), pagination: PaginationJson });

/** The failure shape of contract §1. */
export const FailureJson = t.intersection(
  [
    t.type({ success: t.literal(false), error: t.string, message: t.string }),
    t.partial({ details: t.array(t.type({ path: t.string, message: t.string })) }),
  ],
  'Failure',
);
