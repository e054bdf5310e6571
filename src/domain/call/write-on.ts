import type { Timestamp } from '../timestamp.js';
import type { Call } from './call.js';
import type { CallObservation } from './call-facts.js';
import { crmFieldsOf, type WantedCrmFields } from './crm-facts.js';

const FIELDS = ['disposition', 'note', 'recordUrl'] as const;

/**
 * What a CRM says of a call that it writes on: the fields that are different, at a time after whatever was written on them before, so
 * that the last one to write counts. Null if all are so already.
 */
export const writeOn = (
  { dialpadCallId, facts: { crm } }: Call,
  wanted: WantedCrmFields,
  now: Timestamp,
): CallObservation | null => {
  const present = crmFieldsOf(crm);
  const different = FIELDS.filter((field) => wanted[field] !== undefined && wanted[field] !== present[field]);
  if (different.length === 0) return null;
  const earlier = different.map((field) => crm?.[field]?.at ?? Number.NEGATIVE_INFINITY);
  const at = Math.max(now, ...earlier.map((time) => time + 1));
  const written = Object.fromEntries(different.map((field) => [field, wanted[field]]));
  return { dialpadCallId, receivedAt: now, happenedAt: null, afterwards: true, written: { at, ...written } };
};
