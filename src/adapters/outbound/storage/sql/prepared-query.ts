import { type Compilable, type CompiledQuery, type DialectAdapter, PostgresAdapter, type QueryResult } from 'kysely';
import type { Db } from './database.js';
import { JsonRows, jsonOfRows } from './insert-rows.js';

/**
 * What a query is made for: single values, lists of values, and lists of rows that have the same columns each time. A list of values is
 * one that something is `in`: its last value may be repeated.
 */
type Values = readonly unknown[];

/** A query for a longer list is built anew: it seldom has the same length twice. */
const MAX_VALUES = 512;
const MAX_ROWS = 64;
/** A list of rows that has no power of two as its length. */
const MAX_ODD_ROWS = 20;

/**
 * A query that is built and compiled once for each length of its lists, which takes several times as long as running it. Lists of values
 * have a power of two as their length; lists of rows should (`SqlSession.chunks`), or are one variable. `build` must make the same query
 * whatever the values are: it sees placeholders in their stead, and may pass them on only, rows to `insertRows`.
 */
export const preparedQuery = <V extends Values, Row>(
  build: (db: Db, ...values: V) => Compilable<Row>,
): ((db: Db, ...values: V) => Promise<QueryResult<Row>>) => {
  // By engine, whose adapter is the same in every transaction.
  const compiled = new WeakMap<DialectAdapter, Map<string, CompiledQuery<Row>>>();

  const compiledFor = (db: Db, values: V): CompiledQuery<Row> => {
    const { adapter } = db.getExecutor();
    const ofEngine = compiled.get(adapter) ?? new Map<string, CompiledQuery<Row>>();
    compiled.set(adapter, ofEngine);
    const lengths = values.map((value) => (Array.isArray(value) ? value.length : '')).join();
    const found = ofEngine.get(lengths) ?? build(db, ...(placeholdersOf(values, (given) => given) as V)).compile();
    ofEngine.set(lengths, found);
    return found;
  };

  return (db, ...given) => {
    const isRemote = db.getExecutor().adapter instanceof PostgresAdapter;
    const values = given.map((value) =>
      isRemote && isListOfRows(value) ? inJson(value as readonly object[]) : padded(value),
    ) as unknown as V;
    if (!values.every(isOfRecurringLength)) return db.executeQuery(build(db, ...values));
    const query = compiledFor(db, values);
    const parameters = query.parameters.map((one) => (one instanceof Placeholder ? one.valueIn(values) : one));
    return db.executeQuery({ ...query, parameters });
  };
};

/** Whether a list of this length is likely to come again. */
const isOfRecurringLength = (value: unknown): boolean => {
  if (!Array.isArray(value) || value.length <= MAX_ODD_ROWS) return true;
  return powerAbove(value.length) === value.length && value.length <= (isListOfRows(value) ? MAX_ROWS : MAX_VALUES);
};

/** A list of values in a length that comes again. */
const padded = (value: unknown): unknown =>
  !Array.isArray(value) || value.length < 3 || isListOfRows(value)
    ? value
    : [...value, ...Array<unknown>(powerAbove(value.length) - value.length).fill(value.at(-1))];

const powerAbove = (length: number): number => 2 ** Math.ceil(Math.log2(length));

const isListOfRows = (value: unknown): boolean =>
  Array.isArray(value) && typeof value[0] === 'object' && value[0] !== null;

const inJson = (rows: readonly object[]): JsonRows => new JsonRows(Object.keys(rows[0] ?? {}), jsonOfRows(rows));

/** Stands for a value in a query that is built before the value is known. */
class Placeholder {
  constructor(readonly valueIn: (values: Values) => unknown) {}
}

/** The same lists and rows with a placeholder for each value, which `valueIn` finds. */
const placeholdersOf = (value: unknown, valueIn: (values: Values) => unknown): unknown => {
  if (typeof value !== 'object' || value === null) return new Placeholder(valueIn);
  if (value instanceof JsonRows) {
    return new JsonRows(value.columns, new Placeholder((values) => (valueIn(values) as JsonRows).json));
  }
  const entries = Object.entries(value).map(([key, entry]) => [
    key,
    placeholdersOf(entry, (values) => (valueIn(values) as Record<string, unknown>)[key]),
  ]);
  return Array.isArray(value) ? entries.map(([, entry]) => entry) : Object.fromEntries(entries);
};
