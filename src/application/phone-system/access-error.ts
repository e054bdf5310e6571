import type { DialpadConnection } from '../../domain/dialpad-connection/dialpad-connection.js';
import type { PhoneSystemUnavailable } from '../ports/phone-system.js';
import type { StorageError } from '../ports/storage-error.js';

/** The app has no connection to the phone system, or a broken one. */
export interface NotConnected {
  readonly _tag: 'NotConnected';
  /** Why it broke; null where there is none. */
  readonly broken: string | null;
}

/** Why there is no access to the phone system. */
export type AccessError = NotConnected | PhoneSystemUnavailable | StorageError;

export const notConnected = ({ broken }: DialpadConnection): NotConnected => ({
  _tag: 'NotConnected',
  broken: broken?.reason ?? null,
});
