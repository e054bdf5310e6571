import type { ActSubject } from '../../../application/ports/audit-log.js';
import type { Listed, Page } from '../../../application/ports/listing.js';

/** The answer to a request. The body is sent as JSON; a string is sent as it is, null means no body. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What an administrative act was about, for the audit log, where the path does not say it. */
  readonly subject?: Partial<ActSubject>;
}

/** `{"success": true, …}` with the given fields. */
export const success = (fields: Readonly<Record<string, unknown>>, status = 200): Reply => ({
  status,
  body: { success: true, ...fields },
});

/** One record, under `data`. */
export const one = (data: unknown): Reply => success({ data });

/** A page of a list, under `data`, with its place in the list under `pagination` (contract §1). */
export const list = <A>({ items, total }: Listed<A>, { limit, offset }: Page, toJson: (item: A) => unknown): Reply =>
  success({
    data: items.map(toJson),
    pagination: { limit, offset, total, has_more: offset + items.length < total },
  });
