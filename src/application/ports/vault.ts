import type { Either } from 'fp-ts/lib/Either.js';

/** A sealed text that this vault cannot open: made under a key that is gone, for something else, or tampered with. */
export interface Unreadable {
  readonly _tag: 'Unreadable';
}

/** Keeps secrets unreadable at rest. */
export interface Vault {
  /** Seals a text so that it opens only for the same purpose, such as `<app id> tokens`. Never the same twice. */
  readonly seal: (purpose: string, text: string) => string;
  /** Opens what was sealed under the current key or one that came before it. */
  readonly open: (purpose: string, sealed: string) => Either<Unreadable, string>;
}
