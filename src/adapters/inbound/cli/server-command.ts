import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { CommandError } from './command-context.js';
import type { Complaint } from './complaint.js';
import type { ServerApi } from './server-api.js';
import type { Table } from './table.js';

/** What a command shows: JSON for programs, and for people a table, a few lines, or both. */
export interface Shown {
  readonly json: unknown;
  readonly table?: Table;
  readonly lines?: readonly string[];
}

export type Options = Readonly<Record<string, unknown>>;

/** A command that asks a running server, as its administration does. */
export interface ServerCommand {
  /** A group and a name: `apps list`. */
  readonly words: string;
  /** The names of its arguments. */
  readonly args: readonly string[];
  readonly options?: readonly (readonly [flags: string, description: string])[];
  readonly summary: string;
  /** What is wrong with the values of its arguments and options; null for nothing. */
  readonly complaint?: (args: readonly string[], options: Options) => Complaint | null;
  /** What the command does that cannot be taken back; it asks first. */
  readonly warning?: (args: readonly string[], options: Options) => string;
  readonly run: (api: ServerApi, args: readonly string[], options: Options) => TaskEither<CommandError, Shown>;
}
