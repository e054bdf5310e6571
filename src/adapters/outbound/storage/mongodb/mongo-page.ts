import type { Collection, Document, Filter, WithId } from 'mongodb';
import { BUDGETS } from '../../../../application/budgets.js';
import type { Page } from '../../../../application/ports/listing.js';

/** How a list is ordered: by a field if there is one, then by the id, whose field has one of two names. */
interface Order {
  readonly by?: string;
  readonly id: '_id' | 'id';
  readonly direction: 1 | -1;
}

/** The documents of a page, and one more if the list goes on: no more of them than one page may hold, by the bytes of each. */
export const readPage = async <Doc extends Document>(
  collection: Collection<Doc>,
  matching: Filter<Doc>,
  page: Page,
  {
    projection = {},
    bytesOf = () => 0,
    ...order
  }: Order & { readonly projection?: Document; readonly bytesOf?: (doc: WithId<Doc>) => number },
): Promise<readonly WithId<Doc>[]> => {
  const { limit, offset, after } = page;
  const found = collection
    .find({ $and: [matching, ...behind<Doc>(page, order)] } as Filter<Doc>, { projection })
    .sort({ ...(order.by === undefined ? {} : { [order.by]: order.direction }), [order.id]: order.direction })
    .skip(after === undefined ? offset : 0)
    .limit(limit + 1);
  const docs: WithId<Doc>[] = [];
  let bytes = 0;
  // The driver holds one batch, which the server bounds by bytes, and closes the cursor of a loop that is left.
  for await (const doc of found) {
    docs.push(doc);
    bytes += bytesOf(doc);
    if (bytes > BUDGETS.pageBytes && docs.length > 1) break;
  }
  return docs;
};

/** Finds what is behind the place where a page begins. */
const behind = <Doc extends Document>({ after }: Page, { by, id, direction }: Order): readonly Filter<Doc>[] => {
  if (after === undefined) return [];
  const operator = direction === 1 ? '$gt' : '$lt';
  const furtherId = { [id]: { [operator]: after.id } };
  const further =
    by === undefined
      ? [furtherId]
      : // The first condition bounds the index, the second is for documents of the same moment.
        [{ [by]: { [`${operator}e`]: after.at } }, { $or: [{ [by]: { [operator]: after.at } }, furtherId] }];
  return further as readonly Filter<Doc>[];
};
