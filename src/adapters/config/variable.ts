import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { COUNTRY_RULE, parseCountry } from '../../domain/country.js';

/** A process's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is missing or wrong. */
export interface Fault {
  readonly variable: string;
  /** Null where the variable is missing. Never contains the value, which may be a secret. */
  readonly reason: string | null;
}

export type Faults = readonly Fault[];

/** A variable that is empty or blank counts as not set. */
export const isSet = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** Reads the variables that a codec names; the left holds every fault. */
export const readVariables = <A>(codec: t.Decoder<unknown, A>, environment: Environment): E.Either<Faults, A> =>
  E.mapLeft((errors: t.Errors) =>
    errors.map(({ context, message }) => ({ variable: context.at(-1)?.key ?? '', reason: message ?? null })),
  )(codec.decode(environment));

/** A required variable. `read` gets its trimmed text and returns undefined for a wrong one; `must` says what is right. */
const variable = <A>(name: string, read: (value: string) => A | undefined, must: string): t.Type<A, A, unknown> =>
  new t.Type<A, A, unknown>(
    name,
    (_u): _u is A => true,
    (u, context) => {
      if (!isSet(u)) return t.failure(u, context);
      const value = read(u.trim());
      return value === undefined ? t.failure(u, context, must) : t.success(value);
    },
    t.identity,
  );

/** A variable with a default. A wrong value is refused even so. */
export const orElse = <A, const F>(codec: t.Type<A, A, unknown>, fallback: F): t.Type<A | F, A | F, unknown> =>
  new t.Type<A | F, A | F, unknown>(
    codec.name,
    (_u): _u is A | F => true,
    (u, context) => (isSet(u) ? codec.validate(u, context) : t.success(fallback)),
    t.identity,
  );

/** A country by its two letters. */
export const country = variable('Country', (value) => parseCountry(value) ?? undefined, COUNTRY_RULE);

/** Any text of at least `minLength` characters. */
export const text = (minLength = 1) =>
  variable(
    'Text',
    (value) => (value.length >= minLength ? value : undefined),
    `must have at least ${minLength} characters`,
  );

/** A variable that some values are refused for; `must` says why. */
export const unless = <A>(
  codec: t.Type<A, A, unknown>,
  isRefused: (value: A) => boolean,
  must: string,
): t.Type<A, A, unknown> =>
  new t.Type<A, A, unknown>(
    codec.name,
    codec.is,
    (u, context) => {
      const read = codec.validate(u, context);
      return E.isRight(read) && isRefused(read.right) ? t.failure(u, context, must) : read;
    },
    t.identity,
  );

/** The example values of the integration guide. Everybody knows them, so production refuses them. */
const PLACEHOLDERS: readonly RegExp[] = [/-secret-key-here$/i, /^your[_-]/i, /^<.*>$/, /^change[_-]?me/i];

/** Whether a value is an example that everybody knows. */
export const isPlaceholder = (value: string): boolean => PLACEHOLDERS.some((placeholder) => placeholder.test(value));

/** A secret that is nobody's example. */
export const ownSecret = (minLength = 1) =>
  unless(text(minLength), isPlaceholder, 'is an example value that everybody knows: make one of your own');

/** A whole number from `min` to `max`, both included. */
export const wholeNumber = (min: number, max: number) =>
  variable('WholeNumber', wholeNumberIn(min, max), `must be a whole number from ${min} to ${max}`);

/** The same, or the word `auto`. */
export const wholeNumberOrAuto = (min: number, max: number) =>
  variable<number | 'auto'>(
    'WholeNumberOrAuto',
    (value) => (value.toLowerCase() === 'auto' ? 'auto' : wholeNumberIn(min, max)(value)),
    `must be a whole number from ${min} to ${max}, or auto`,
  );

const wholeNumberIn =
  (min: number, max: number) =>
  (value: string): number | undefined => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= min && number <= max ? number : undefined;
  };

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

export const yesOrNo = variable('YesOrNo', (value) => BOOLEANS.get(value.toLowerCase()), 'must be true or false');

/** One of the words, in upper or lower case. */
export const oneOf = <W extends string>(words: readonly W[]) =>
  variable('Word', (value) => words.find((word) => word === value.toLowerCase()), `must be one of ${words.join(', ')}`);

const hasScheme = (value: string, schemes: readonly string[]): boolean =>
  schemes.some((scheme) => value.toLowerCase().startsWith(`${scheme}://`));

/** A URL, unchanged: for OAuth's redirect URI a slash at the end makes a difference. */
export const webAddress = (...schemes: readonly ('http' | 'https')[]) =>
  variable(
    'WebAddress',
    (value) => (hasScheme(value, schemes) && URL.canParse(value) ? value : undefined),
    `must be ${schemes.join(' or ')}`,
  );

/** The address of a database. Only its scheme is checked, as drivers accept more than the URL standard allows. */
export const connectionString = (...schemes: readonly string[]) =>
  variable(
    'ConnectionString',
    (value) => (hasScheme(value, schemes) ? value : undefined),
    `must begin with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  );

/** One or more items with separators between them. `read` returns undefined for a wrong item. */
export const list = (separator: RegExp, read: (item: string) => string | undefined, must: string) =>
  variable<readonly string[]>(
    'List',
    (value) => {
      const items = value.split(separator).filter((item) => item !== '');
      const values = items.flatMap((item) => read(item) ?? []);
      return items.length > 0 && values.length === items.length ? values : undefined;
    },
    must,
  );
