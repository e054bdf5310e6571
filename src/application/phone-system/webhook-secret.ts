import * as E from 'fp-ts/lib/Either.js';
import { newestSecret, validSecrets, type Webhook } from '../../domain/dialpad-connection/webhook.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { Unreadable, Vault } from '../ports/vault.js';

const purposeOf = (appId: AppId): string => `${appId} webhook secret`;

export const sealSecret = (vault: Vault, appId: AppId, secret: string): string => vault.seal(purposeOf(appId), secret);

/** The secrets in clear under which an app's deliveries may be signed at `now`. Those whose key is gone are left out. */
export const secretsOf = (vault: Vault, appId: AppId, webhook: Webhook, now: Timestamp): readonly string[] =>
  validSecrets(webhook, now).flatMap(({ sealed }) => {
    const opened = vault.open(purposeOf(appId), sealed);
    return E.isRight(opened) ? [opened.right] : [];
  });

/** The secret in clear that the phone system is to sign with; `Unreadable` where its key is gone, or there is none. */
export const openNewestSecret = (vault: Vault, appId: AppId, webhook: Webhook): E.Either<Unreadable, string> =>
  vault.open(purposeOf(appId), newestSecret(webhook)?.sealed ?? '');
