import type { PhoneWebhook } from '../../../../application/ports/phone-system.js';
import { type Fields, fieldsOf, idOf, own, textOf } from '../json-fields.js';

/** A webhook; null without an id. Its secret, which Dialpad repeats in every answer, goes no further than this. */
export const phoneWebhook = (webhook: Fields): PhoneWebhook | null => {
  const id = idOf(own(webhook, 'id'));
  if (id === null) return null;
  const signature = fieldsOf(own(webhook, 'signature'));
  return {
    id,
    url: textOf(own(webhook, 'hook_url')) ?? '',
    isSigned: ['algo', 'secret'].some((field) => textOf(own(signature, field)) !== null),
  };
};
