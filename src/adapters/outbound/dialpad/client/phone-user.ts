import type { PhoneUser } from '../../../../application/ports/phone-system.js';
import { type Fields, field, idOf, textOf, textsOf, wordOf } from '../json-fields.js';

/** Reads a user of `GET /users`; null without an id. */
export const phoneUser = (user: Fields): PhoneUser | null => {
  const id = idOf(field(user, 'id'));
  if (id === null) return null;
  return {
    id,
    name: textOf(field(user, 'display_name')) ?? fullName(user),
    emails: textsOf(field(user, 'emails')).map((email) => email.trim()),
    isActive: wordOf(field(user, 'state')) === 'active',
  };
};

const fullName = (user: Fields): string | null =>
  textOf(
    [textOf(field(user, 'first_name')), textOf(field(user, 'last_name'))].filter((name) => name !== null).join(' '),
  );
