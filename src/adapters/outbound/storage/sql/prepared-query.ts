import type { Compilable, CompiledQuery, DialectAdapter, QueryResult } from 'kysely';
import type { Db } from './database.js';

/** What a query is made for: single values, lists of values, and lists of rows that have the same columns each time. */
type Values = readonly unknown[];

/** How many entries all the lists of a query may have together. A query for more is built anew: it seldom has the same length twice. */
const MAX_LISTED = 20;

/**
 * A query that is built and compiled once for each length of its lists, which takes several times as long as running it. `build` must
 * make the same query whatever the values are: it sees placeholders in their stead, and may pass them on only.
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

  return (db, ...values) => {
    const listed = values.reduce<number>((total, value) => total + (Array.isArray(value) ? value.length : 0), 0);
    if (listed > MAX_LISTED) return db.executeQuery(build(db, ...values));
    const query = compiledFor(db, values);
    const parameters = query.parameters.map((one) => (one instanceof Placeholder ? one.valueIn(values) : one));
    return db.executeQuery({ ...query, parameters });
  };
};

/** Stands for a value in a query that is built before the value is known. */
class Placeholder {
  constructor(readonly valueIn: (values: Values) => unknown) {}
}

/** The same lists and rows with a placeholder for each value, which `valueIn` finds. */
const placeholdersOf = (value: unknown, valueIn: (values: Values) => unknown): unknown => {
  if (typeof value !== 'object' || value === null) return new Placeholder(valueIn);
  const entries = Object.entries(value).map(([key, entry]) => [
    key,
    placeholdersOf(entry, (values) => (valueIn(values) as Record<string, unknown>)[key]),
  ]);
  return Array.isArray(value) ? entries.map(([, entry]) => entry) : Object.fromEntries(entries);
};
