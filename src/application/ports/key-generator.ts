/** Makes API keys: `app_` and 64 hex digits of 256 random bits. */
export interface KeyGenerator {
  readonly next: () => string;
  /** The form in which a key is stored and looked up: SHA-256, in hex. */
  readonly hash: (key: string) => string;
}
