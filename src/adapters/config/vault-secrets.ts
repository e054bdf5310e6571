import type { VaultSecrets } from '../outbound/system/aes-vault.js';
import type { Config } from './environment.js';

/**
 * The keys for stored secrets. What was encrypted before `ENCRYPTION_KEY` was set stays readable, as long as `INTERNAL_API_SECRET` does
 * not change.
 */
export const vaultSecrets = ({
  encryptionKey,
  previousEncryptionKeys,
  internalApiSecret,
}: Pick<Config, 'encryptionKey' | 'previousEncryptionKeys' | 'internalApiSecret'>): VaultSecrets => ({
  current: encryptionKey ?? internalApiSecret,
  previous: [...previousEncryptionKeys, internalApiSecret],
});
