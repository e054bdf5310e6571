import type { DialpadId } from '../../../domain/dialpad-id.js';
import { fieldsOf, idOf, own, wordOf } from './json-fields.js';

/** The id of a target that is a person; an office, a department or a call centre is none. */
export const personOf = (target: unknown): DialpadId | null => {
  const fields = fieldsOf(target);
  return wordOf(own(fields, 'type')) === 'user' ? idOf(own(fields, 'id')) : null;
};
