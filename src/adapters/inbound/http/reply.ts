import type { Listed, Page } from '../../../application/ports/listing.js';

/** What a request is answered with. The body goes out as JSON; a text as it is, null as no body. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `{"success": true, …}` with the given fields. */
export const success = (fields: Readonly<Record<string, unknown>>, status = 200): Reply => ({
  status,
  body: { success: true, ...fields },
});

/** One thing, under `data`. */
export const one = (data: unknown): Reply => success({ data });

/** A part of a list, under `data`, with where it stands in the whole (contract §1). */
export const list = <A>({ items, total }: Listed<A>, { limit, offset }: Page, toJson: (item: A) => unknown): Reply =>
  success({
    data: items.map(toJson),
    pagination: { limit, offset, total, has_more: offset + items.length < total },
  });
