import { hash, randomBytes } from 'node:crypto';
import type { KeyGenerator } from '../../../application/ports/key-generator.js';

export const apiKeyGenerator: KeyGenerator = {
  next: () => `app_${randomBytes(32).toString('hex')}`,
  hash: (key) => hash('sha256', key),
};
