import type { AccessError } from '../phone-system/access-error.js';
import type { PhoneSystemError } from '../ports/phone-system.js';
import type { Conflict, StorageError } from '../ports/storage-error.js';

/** Why calls could not be asked for, or not be applied. */
export type BackfillError = AccessError | PhoneSystemError | StorageError | Conflict;

/** The error as an administrator reads it. */
export const reasonOf = (error: BackfillError): string => {
  switch (error._tag) {
    case 'NotConnected':
      return 'the app is not connected to the phone system';
    case 'AccessRefused':
      return `the connection may not list calls: ${error.detail}`;
    case 'RequestRefused':
      return `the phone system refused the request: ${error.detail}`;
    case 'PhoneSystemUnavailable':
      return `the phone system is out of reach: ${error.detail}`;
    case 'StorageUnavailable':
    case 'StorageFault':
    case 'Conflict':
      return 'storage could not save the calls';
    default:
      return error satisfies never;
  }
};
