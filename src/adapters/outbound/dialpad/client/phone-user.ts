import type { PhoneUser } from '../../../../application/ports/phone-system.js';
import { type Fields, idOf, own, textOf, textsOf, wordOf } from '../json-fields.js';

/** A user of `GET /users`; null without an id. */
export const phoneUser = (user: Fields): PhoneUser | null => {
  const id = idOf(own(user, 'id'));
  if (id === null) return null;
  return {
    id,
    name: textOf(own(user, 'display_name')) ?? fullName(user),
    emails: textsOf(own(user, 'emails')).map((email) => email.trim()),
    isActive: wordOf(own(user, 'state')) === 'active',
  };
};

const fullName = (user: Fields): string | null =>
  textOf([textOf(own(user, 'first_name')), textOf(own(user, 'last_name'))].filter((name) => name !== null).join(' '));
