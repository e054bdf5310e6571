type Fields = Readonly<Record<string, unknown>>;

/** Structured log lines. Secrets never go in, not even into `fields`. */
export interface Logger {
  readonly debug: (fields: Fields, message: string) => void;
  /** Whether lines of `debug` are written; without it, they may be. */
  readonly isDebugged?: () => boolean;
  readonly info: (fields: Fields, message: string) => void;
  readonly warn: (fields: Fields, message: string) => void;
  readonly error: (fields: Fields, message: string) => void;
}
