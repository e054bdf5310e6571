import type { Either } from 'fp-ts/lib/Either.js';

/** A sealed text that this vault cannot open: it was sealed under a key that is gone, for another purpose, or it was changed. */
export interface Unreadable {
  readonly _tag: 'Unreadable';
  /** The likely cause, for the log and the administrator: how the text "was" sealed, such as `sealed under another key`. */
  readonly detail: string;
}

/** Seals secrets, so that they cannot be read at rest. */
export interface Vault {
  /** Seals a text so that it opens only for the same purpose, such as `<app id> tokens`. Sealing a text twice gives two results. */
  readonly seal: (purpose: string, text: string) => string;
  /** Opens what was sealed under the current key or a previous one. */
  readonly open: (purpose: string, sealed: string) => Either<Unreadable, string>;
}
