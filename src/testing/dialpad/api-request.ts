import type { Timestamp } from '../../domain/timestamp.js';

/** The fields of a JSON object, or of a form. */
export type Fields = Readonly<Record<string, unknown>>;

/** A request to the simulated Dialpad, read to its end. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  /** Empty where there was no body; null where it could not be read. */
  readonly body: Fields | null;
  readonly at: Timestamp;
}

/** The fields of a body: of a form by its content type, of JSON otherwise. Null if it cannot be read. */
export const fieldsIn = (text: string, contentType: string | undefined): Fields | null => {
  if (text.trim() === '') return {};
  if (contentType?.startsWith('application/x-www-form-urlencoded') === true) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
};

/** A text that is not empty; null for any other value. */
export const textIn = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Dialpad's ids are signed numbers of 64 bits. */
const MAX_ID = 2n ** 63n - 1n;

/** An id, given as a number or as a string of digits; null for any other value. */
export const idIn = (value: unknown): string | null => {
  const digits = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof digits !== 'string' || !/^\d{1,19}$/.test(digits)) return null;
  const id = BigInt(digits);
  return id > 0n && id <= MAX_ID ? String(id) : null;
};
