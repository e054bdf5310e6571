import type { PhoneWebhook } from '../../../../application/ports/phone-system.js';
import { type Fields, field, fieldsOf, idOf, textOf } from '../json-fields.js';

/** Reads a webhook; null without an id. Dialpad repeats the secret in every answer; it is not passed on. */
export const phoneWebhook = (webhook: Fields): PhoneWebhook | null => {
  const id = idOf(field(webhook, 'id'));
  if (id === null) return null;
  const signature = fieldsOf(field(webhook, 'signature'));
  return {
    id,
    url: textOf(field(webhook, 'hook_url')) ?? '',
    isSigned: ['algo', 'secret'].some((name) => textOf(field(signature, name)) !== null),
  };
};
