import * as t from 'io-ts';
import { nullable } from './nullable.js';

const succeeded = { success: t.literal(true) };

/** `{"success": true, …}` with these fields. */
export const successOf = <P extends t.Props>(fields: P) => t.type({ ...succeeded, ...fields });

/** An answer with one item, under `data`. */
export const oneAnswer = <C extends t.Mixed>(item: C) => successOf({ data: item });

/** The position of a page in the whole list (contract §1). */
export const PaginationJson = t.type(
  { limit: t.number, offset: t.number, total: t.number, has_more: t.boolean, next_cursor: nullable(t.string) },
  'Pagination',
);

/** An answer with a page of a list. */
export const listAnswer = <C extends t.Mixed>(item: C) =>
  successOf({ data: t.array(item), pagination: PaginationJson });

/** An answer that reports a failure (contract §1). */
export const FailureJson = t.intersection(
  [
    t.type({ success: t.literal(false), error: t.string, message: t.string }),
    t.partial({ details: t.array(t.type({ path: t.string, message: t.string })) }),
  ],
  'Failure',
);
