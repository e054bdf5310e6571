import type { VaultSecrets } from '../outbound/system/aes-vault.js';
import type { Config } from './environment.js';

/**
 * What the configuration says about secrets at rest. What was sealed before there was an `ENCRYPTION_KEY` stays readable, as long
 * as `INTERNAL_API_SECRET` is what it was.
 */
export const vaultSecrets = ({
  encryptionKey,
  previousEncryptionKeys,
  internalApiSecret,
}: Pick<Config, 'encryptionKey' | 'previousEncryptionKeys' | 'internalApiSecret'>): VaultSecrets => ({
  current: encryptionKey ?? internalApiSecret,
  previous: [...previousEncryptionKeys, internalApiSecret],
});
