import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import type { Unreadable, Vault } from '../../../application/ports/vault.js';

/** What the keys of a vault are derived from. */
export interface VaultSecrets {
  /** Seals, and opens. */
  readonly current: string;
  /** Came before it: these open what was sealed under them, and seal nothing. */
  readonly previous: readonly string[];
}

interface Key {
  /** Tells which key sealed a text, and nothing of the key itself. */
  readonly id: string;
  readonly bytes: Buffer;
}

const CIPHER = 'aes-256-gcm';
const VERSION = 'v1';
const KEY_BYTES = 32;
/** As NIST SP 800-38D recommends (§5.2.1.1, §8.2.2): random, and so many are never drawn that two would be the same. */
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** HKDF (RFC 5869) makes a key of a secret of any length; its label keeps the key apart from other uses of the same secret. */
const keyOf = (secret: string): Key => {
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', 'cti-server vault v1', KEY_BYTES));
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes };
};

/** AES-256-GCM. A sealed text reads `v1.<key id>.<iv>.<tag>.<ciphertext>`, the last three in base64url. */
export const makeAesVault = ({ current, previous }: VaultSecrets): Vault => {
  const sealing = keyOf(current);
  const keys = [sealing, ...previous.map(keyOf)];

  return {
    seal: (purpose, text) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, sealing.bytes, iv, { authTagLength: TAG_BYTES }).setAAD(bytesOf(purpose));
      const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return [VERSION, sealing.id, ...[iv, cipher.getAuthTag(), hidden].map((part) => part.toString('base64url'))].join(
        '.',
      );
    },
    open: (purpose, sealed) => {
      const [version, id, ...parts] = sealed.split('.');
      const key = keys.find((one) => one.id === id);
      const [iv, tag, hidden, ...rest] = parts.map(decoded);
      if (version !== VERSION || key === undefined || rest.length > 0) return UNREADABLE;
      // Node takes a shorter tag too, which is easier to guess.
      if (iv?.length !== IV_BYTES || tag?.length !== TAG_BYTES || !hidden) return UNREADABLE;
      try {
        const decipher = createDecipheriv(CIPHER, key.bytes, iv, { authTagLength: TAG_BYTES });
        decipher.setAAD(bytesOf(purpose)).setAuthTag(tag);
        return E.right(Buffer.concat([decipher.update(hidden), decipher.final()]).toString('utf8'));
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

/** Only as it was written: Node reads base64url with foreign characters and stray bits as well. */
const decoded = (part: string): Buffer | null => {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : null;
};
