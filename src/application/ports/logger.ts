type Fields = Readonly<Record<string, unknown>>;

/** Structured log lines. Secrets never go in, not even into `fields`. */
export interface Logger {
  readonly debug: (fields: Fields, message: string) => void;
  readonly info: (fields: Fields, message: string) => void;
  readonly warn: (fields: Fields, message: string) => void;
  readonly error: (fields: Fields, message: string) => void;
}
