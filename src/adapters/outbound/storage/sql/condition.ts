import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** A condition of a list. Its statement is the same whatever the value is. */
export interface Condition {
  /** A column, or the expression that an index is on. */
  readonly on: string;
  readonly is: '=' | 'in' | '>=' | '<';
  /** A list for `in`. */
  readonly value: unknown;
}

export const equals = (on: string, value: unknown): Condition => ({ on, is: '=', value });

export const isOneOf = (on: string, values: readonly unknown[]): Condition => {
  const distinct = [...new Set(values)];
  return distinct.length === 1 ? equals(on, distinct[0]) : { on, is: 'in', value: distinct };
};

/** The conditions of each part of a list in which they compare with single values. */
export const singleValued = (conditions: readonly Condition[]): readonly (readonly Condition[])[] => {
  const several = conditions.find(({ is }) => is === 'in');
  if (several === undefined) return [conditions];
  return (several.value as readonly unknown[]).map((value) =>
    conditions.map((one) => (one === several ? equals(one.on, value) : one)),
  );
};

export const matchesNothing = ({ is, value }: Condition): boolean =>
  is === 'in' && (value as readonly unknown[]).length === 0;

export const expressionOf = ({ on, is, value }: Condition): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.raw(on)} ${sql.raw(is)} ${Array.isArray(value) ? sql`(${sql.join(value)})` : value}`;
