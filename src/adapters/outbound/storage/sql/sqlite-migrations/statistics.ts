import type { SchemaStep } from '../migrate.js';

/** For each table and index, a line as `sqlite_stat1` has it. */
export type TableStatistics = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Writes fixed statistics for the query planner (https://www.sqlite.org/fileformat2.html#stat1tab): the number of
 * rows, then how many rows share the first column of the index, the first two, and so on. Without them SQLite searches an app's
 * calls in progress among all its calls, from the newest on.
 */
export const writeStatistics = (statistics: TableStatistics): SchemaStep => [
  // Makes the table of statistics the first time, and reads it the second.
  'analyze sqlite_schema',
  ...Object.entries(statistics).flatMap(([table, indexes]) =>
    Object.entries(indexes).map(
      ([index, rows]) => `insert into sqlite_stat1 (tbl, idx, stat) values ('${table}', '${index}', '${rows}')`,
    ),
  ),
  'analyze sqlite_schema',
];
