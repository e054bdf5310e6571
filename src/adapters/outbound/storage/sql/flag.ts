import type { ColumnType } from 'kysely';

/** A truth value: some engines give it back as 0 or 1. */
export type Flag = ColumnType<boolean | number, boolean, boolean>;

/** One that is false where nothing is said. */
export type GeneratedFlag = ColumnType<boolean | number, boolean | undefined, boolean>;

export const flagged = (flag: boolean | number): boolean => Boolean(flag);
