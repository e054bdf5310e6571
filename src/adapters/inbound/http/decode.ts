import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { parseJson } from '../../wire/parse-json.js';
import type { HttpRequest } from './http-request.js';
import { type Detail, invalid, type Problem, problem } from './problem.js';

/** One detail for each wrong field, in the order of the fields. */
const detailsOf = (errors: t.Errors): readonly Detail[] => {
  const byPath = new Map<string, string>();
  for (const { context, message, value } of errors) {
    const path = context
      // The parts of an intersection or a union are numbered; these numbers do not belong to the path.
      .filter((_, index) => !isCombined(context[index - 1]?.type))
      .map(({ key }) => key)
      .filter((key) => key !== '')
      .join('.');
    const expected = message ?? `must be ${expectedBy(context.at(-1)?.type)}`;
    const said = value === undefined ? 'is missing' : expected;
    if (!byPath.has(path)) byPath.set(path, path === '' ? `The body ${said}` : said);
  }
  return [...byPath].map(([path, message]) => ({ path, message }));
};

const isCombined = (codec: t.Decoder<unknown, unknown> | undefined): boolean =>
  codec instanceof t.IntersectionType || codec instanceof t.UnionType;

/** What a codec without a message of its own expects: the names that io-ts gives are those of our types. */
const expectedBy = (codec: t.Decoder<unknown, unknown> | undefined): string => {
  if (codec instanceof t.KeyofType) return `one of ${Object.keys(codec.keys).join(', ')}`;
  if (codec instanceof t.BooleanType) return 'true or false';
  if (codec instanceof t.ArrayType) return 'a list';
  if (codec instanceof t.InterfaceType || codec instanceof t.PartialType) return 'an object';
  return codec?.name ?? 'something else';
};

const decode = <A>(codec: t.Decoder<unknown, A>, value: unknown): E.Either<Problem, A> =>
  pipe(
    codec.decode(value),
    E.mapLeft((errors) => invalid(detailsOf(errors))),
  );

/** Decodes the query. If a parameter is given twice, the first one counts. */
export const decodeQuery = <A>(codec: t.Decoder<unknown, A>, { query }: HttpRequest): E.Either<Problem, A> =>
  decode(codec, Object.fromEntries([...query].reverse()));

/** Decodes a variable part of the path. */
export const decodeParam = <A>(
  codec: t.Decoder<unknown, A>,
  { params }: HttpRequest,
  name: string,
): E.Either<Problem, A> =>
  pipe(
    codec.decode(params[name]),
    E.mapLeft((errors) => invalid([{ path: name, message: errors[0]?.message ?? 'is not valid' }])),
  );

/** Receives and decodes a JSON body. An empty body counts as an empty object, whatever its content type. */
export const decodeBody = <A>(
  codec: t.Decoder<unknown, A>,
  { body, header }: Pick<HttpRequest, 'body' | 'header'>,
): TE.TaskEither<Problem, A> =>
  pipe(
    body,
    TE.chainEitherK((bytes) => (bytes.byteLength === 0 ? E.right({}) : parseBody(bytes, header('content-type') ?? ''))),
    TE.chainEitherK((value) => decode(codec, value)),
  );

const parseBody = (bytes: Uint8Array, type: string): E.Either<Problem, unknown> =>
  /^application\/([\w.+-]+\+)?json\b/i.test(type)
    ? pipe(
        utf8Of(bytes),
        E.chain((text) => E.fromOption(() => problem(400, 'The body is malformed JSON.'))(parseJson(text))),
      )
    : E.left(problem(415, 'Send the body as JSON, with content-type: application/json.'));

/** In another encoding a name would be stored with question marks in it. */
const utf8Of = (bytes: Uint8Array): E.Either<Problem, string> =>
  E.tryCatch(
    () => UTF_8.decode(bytes),
    () => problem(400, 'The body is not in UTF-8: send JSON in that encoding.'),
  );

/** Drops the mark that some editors write at the beginning of a file. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true });
