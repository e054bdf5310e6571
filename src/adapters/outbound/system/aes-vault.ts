import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import type { Unreadable, Vault } from '../../../application/ports/vault.js';

/** The secrets that a vault derives its keys from. */
export interface VaultSecrets {
  /** Used to seal and to open. */
  readonly current: string;
  /** Used only to open what was sealed under them. */
  readonly previous: readonly string[];
}

interface Key {
  /** Names the key in a sealed text without revealing anything about it. */
  readonly id: string;
  readonly bytes: Buffer;
}

const CIPHER = 'aes-256-gcm';
const VERSION = 'v1';
const KEY_BYTES = 32;
/** 96 random bits, as NIST SP 800-38D recommends (§5.2.1.1, §8.2.2). Far too few are drawn for two to be equal. */
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Derives a key from a secret of any length with HKDF (RFC 5869). The label separates it from other uses of the same secret. */
const keyOf = (secret: string): Key => {
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', 'cti-server vault v1', KEY_BYTES));
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes };
};

/** Seals with AES-256-GCM. A sealed text is `v1.<key id>.<iv>.<tag>.<ciphertext>`, the last three in base64url. */
export const makeAesVault = ({ current, previous }: VaultSecrets): Vault => {
  const sealing = keyOf(current);
  const keys = [sealing, ...previous.map(keyOf)];

  return {
    seal: (purpose, text) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, sealing.bytes, iv, { authTagLength: TAG_BYTES }).setAAD(bytesOf(purpose));
      const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const parts = [iv, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url'));
      return [VERSION, sealing.id, ...parts].join('.');
    },
    open: (purpose, sealed) => {
      const [version, id, ...parts] = sealed.split('.');
      const key = keys.find((one) => one.id === id);
      const [iv, tag, ciphertext, ...rest] = parts.map(decode);
      if (version !== VERSION || key === undefined || rest.length > 0) return UNREADABLE;
      // Node would accept a shorter tag, which is easier to guess.
      if (iv?.length !== IV_BYTES || tag?.length !== TAG_BYTES || !ciphertext) return UNREADABLE;
      try {
        const decipher = createDecipheriv(CIPHER, key.bytes, iv, { authTagLength: TAG_BYTES });
        decipher.setAAD(bytesOf(purpose)).setAuthTag(tag);
        return E.right(Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8'));
      } catch {
        return UNREADABLE;
      }
    },
  };
};

const UNREADABLE: E.Either<Unreadable, never> = E.left({
  _tag: 'Unreadable',
  detail: 'sealed under another ENCRYPTION_KEY',
});

const bytesOf = (purpose: string): Buffer => Buffer.from(purpose, 'utf8');

/** Null unless `part` is exactly as `seal` writes it: Node would also accept other characters and unused bits. */
const decode = (part: string): Buffer | null => {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : null;
};
