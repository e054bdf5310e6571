import * as E from 'fp-ts/lib/Either.js';
import { type Endpoint, signingSecrets } from '../../domain/endpoint/endpoint.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Vault } from '../ports/vault.js';

const purposeOf = (appId: AppId): string => `${appId} endpoint secret`;

/** The secret as it is stored; only for endpoints of this app it can be opened again. */
export const sealEndpointSecret = (vault: Vault, appId: AppId, secret: string): string =>
  vault.seal(purposeOf(appId), secret);

/** The secrets that sign at `now`. Those whose key is gone are left out. */
export const secretsInClear = (vault: Vault, appId: AppId, endpoint: Endpoint, now: Timestamp): readonly string[] =>
  signingSecrets(endpoint, now).flatMap(({ sealed }) => {
    const opened = vault.open(purposeOf(appId), sealed);
    return E.isRight(opened) ? [opened.right] : [];
  });
