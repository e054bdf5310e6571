import type { Collections } from '../../../../src/adapters/outbound/storage/mongodb/mongo-collections.js';
import type { MongoEngine } from '../../../../src/adapters/outbound/storage/mongodb/mongo-engine.js';

/** A call of a method of a collection. */
export interface Statement {
  readonly collection: keyof Collections;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Wraps each statement: decides whether and when `carryOut` is called. */
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

/** The same engine, with each write wrapped by `around`. */
export const interposed = (engine: MongoEngine, around: Around): MongoEngine =>
  withEachCollection(engine, (collection, method, call) =>
    WRITES.has(method) ? (...args) => around({ collection, method, args }, async () => call(...args)) : call,
  );

/** The same engine; each statement is added to `statements`. */
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
