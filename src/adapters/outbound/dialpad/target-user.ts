import type { DialpadId } from '../../../domain/dialpad-id.js';
import { field, fieldsOf, idOf, wordOf } from './json-fields.js';

/** The user id of a target that is a person; null for an office, a department, a call centre or no target. */
export const targetUserId = (target: unknown): DialpadId | null => {
  const fields = fieldsOf(target);
  return wordOf(field(fields, 'type')) === 'user' ? idOf(field(fields, 'id')) : null;
};
