import type { ColumnType } from 'kysely';

/** A truth value; SQLite returns it as 0 or 1. */
export type Flag = ColumnType<boolean | number, boolean, boolean>;

/** A truth value that is false by default. */
export type GeneratedFlag = ColumnType<boolean | number, boolean | undefined, boolean>;

export const flagged = (flag: boolean | number): boolean => Boolean(flag);
