import type { DialpadId } from '../dialpad-id.js';
import { crmUserKey } from './crm-user-key.js';

/** A row of a batch: which CRM user a Dialpad user is to be. */
export interface WantedMapping {
  readonly dialpadUserId: DialpadId;
  readonly crmUserId: string;
}

/**
 * The indexes of the rows that map a Dialpad user to a CRM user, while another row maps the same one to another CRM user. Rows that say
 * the same twice do not contradict each other.
 */
export const contradictions = (rows: readonly WantedMapping[]): readonly number[] => {
  const wanted = new Map<DialpadId, Set<string>>();
  for (const { dialpadUserId, crmUserId } of rows) {
    wanted.set(dialpadUserId, (wanted.get(dialpadUserId) ?? new Set()).add(crmUserKey(crmUserId)));
  }
  return rows.flatMap(({ dialpadUserId }, index) => ((wanted.get(dialpadUserId)?.size ?? 0) > 1 ? [index] : []));
};
