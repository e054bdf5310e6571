import type { DialpadId } from '../../domain/dialpad-id.js';
import type { PhoneWebhook } from '../ports/phone-system.js';

/**
 * The app's webhook among those at the phone system: the one that delivers to the app's address, which no other app has. Of several
 * there, the one whose id is stored.
 */
export const webhookAt = (
  url: string,
  listed: readonly PhoneWebhook[],
  storedId: DialpadId | null,
): PhoneWebhook | undefined => {
  const atUrl = listed.filter((one) => one.url === url);
  return atUrl.find(({ id }) => id === storedId) ?? atUrl[0];
};
