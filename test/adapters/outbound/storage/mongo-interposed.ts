import type { Collections } from '../../../../src/adapters/outbound/storage/mongodb/mongo-collections.js';
import type { MongoEngine } from '../../../../src/adapters/outbound/storage/mongodb/mongo-engine.js';

/** Something that is asked of a collection. */
export interface Statement {
  readonly collection: keyof Collections;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Stands between a storage and its server: carries a statement out or not, sooner or later. */
export type Around = (statement: Statement, carryOut: () => Promise<unknown>) => Promise<unknown>;

const WRITES: ReadonlySet<string> = new Set([
  'insertOne',
  'insertMany',
  'updateOne',
  'updateMany',
  'findOneAndUpdate',
  'bulkWrite',
  'deleteMany',
]);

/** The same engine, with something in between it and each write. */
export const interposed = (engine: MongoEngine, around: Around): MongoEngine =>
  withEachCollection(engine, (collection, method, call) =>
    WRITES.has(method) ? (...args) => around({ collection, method, args }, async () => call(...args)) : call,
  );

/** The same engine; whatever is asked of it is written down. */
export const recorded = (engine: MongoEngine, statements: Statement[]): MongoEngine =>
  withEachCollection(engine, (collection, method, call) => (...args) => {
    statements.push({ collection, method, args });
    return call(...args);
  });

type Call = (...args: unknown[]) => unknown;

const withEachCollection = (
  engine: MongoEngine,
  wrap: (collection: keyof Collections, method: string, call: Call) => Call,
): MongoEngine => {
  const wrapped = Object.entries(engine.collections).map(([name, collection]) => {
    const get = (target: object, property: string | symbol): unknown => {
      const member: unknown = Reflect.get(target, property);
      return typeof member === 'function'
        ? wrap(name as keyof Collections, String(property), member.bind(target))
        : member;
    };
    return [name, new Proxy(collection, { get })];
  });
  return { ...engine, collections: Object.fromEntries(wrapped) };
};
