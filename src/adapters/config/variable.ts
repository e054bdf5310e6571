import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

/** The environment as a process is given it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is missing, or bad for the reason given. */
export interface Fault {
  readonly variable: string;
  /** Null where it is missing. Never holds the value, which may be a secret. */
  readonly reason: string | null;
}

export type Faults = readonly Fault[];

/** A variable counts as set unless it is empty, outer spaces aside. */
export const isSet = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** Reads the variables that a codec names, or tells all that is wrong with them. */
export const readVariables = <A>(codec: t.Decoder<unknown, A>, environment: Environment): E.Either<Faults, A> =>
  E.mapLeft((errors: t.Errors) =>
    errors.map(({ context, message }) => ({ variable: context.at(-1)?.key ?? '', reason: message ?? null })),
  )(codec.decode(environment));

/** A variable that has to be set. `read` is given its text without outer spaces, and answers `undefined` to a bad one. */
const variable = <A>(name: string, read: (given: string) => A | undefined, must: string): t.Type<A, A, unknown> =>
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

/** A variable that stands for `fallback` while it is not set. A bad one is refused all the same. */
export const orElse = <A, const F>(codec: t.Type<A, A, unknown>, fallback: F): t.Type<A | F, A | F, unknown> =>
  new t.Type<A | F, A | F, unknown>(
    codec.name,
    (_u): _u is A | F => true,
    (u, context) => (isSet(u) ? codec.validate(u, context) : t.success(fallback)),
    t.identity,
  );

/** Any text, at least so many characters long. */
export const text = (shortest = 1) =>
  variable(
    'Text',
    (given) => (given.length >= shortest ? given : undefined),
    `must have at least ${shortest} characters`,
  );

/** A whole number from `least` to `most`, both included. */
export const wholeNumber = (least: number, most: number) =>
  variable(
    'WholeNumber',
    (given) => {
      const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    },
    `must be a whole number from ${least} to ${most}`,
  );

const ANSWERS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

export const yesOrNo = variable('YesOrNo', (given) => ANSWERS.get(given.toLowerCase()), 'must be true or false');

/** One of the words, in any case. */
export const oneOf = <W extends string>(words: readonly W[]) =>
  variable('Word', (given) => words.find((word) => word === given.toLowerCase()), `must be one of ${words.join(', ')}`);

const hasScheme = (given: string, schemes: readonly string[]): boolean =>
  schemes.some((scheme) => given.toLowerCase().startsWith(`${scheme}://`));

/** A web address, as given: a slash more or less matters to OAuth's redirects. */
export const webAddress = (...schemes: readonly ('http' | 'https')[]) =>
  variable(
    'WebAddress',
    (given) => (hasScheme(given, schemes) && URL.canParse(given) ? given : undefined),
    `must be ${schemes.join(' or ')}`,
  );

/** The address of a database. Only its scheme is looked at: drivers take more than the URL standard does. */
export const connectionString = (...schemes: readonly string[]) =>
  variable(
    'ConnectionString',
    (given) => (hasScheme(given, schemes) ? given : undefined),
    `must begin with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  );

/** Several items with separators between them, of which at least one has to be there. `read` answers `undefined` to a bad one. */
export const list = (separator: RegExp, read: (item: string) => string | undefined, must: string) =>
  variable<readonly string[]>(
    'List',
    (given) => {
      const items = given.split(separator).filter((item) => item !== '');
      const values = items.flatMap((item) => read(item) ?? []);
      return items.length > 0 && values.length === items.length ? values : undefined;
    },
    must,
  );
