import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../../config/variable.js';

/** What a command is run in. */
export interface CommandContext {
  readonly env: Environment;
  readonly cwd: string;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean | undefined };
  /** Ends the command early, between two steps. */
  readonly signal: AbortSignal;
  readonly version: string;
}

/** Why a command failed: one line that says what to do. */
export interface CommandError {
  readonly _tag: 'CommandError';
  readonly message: string;
}

export const commandError = (message: string): CommandError => ({
  _tag: 'CommandError',
  message: message.replace(/\s+/g, ' '),
});

/** The reason that something was thrown for, as a part of a line. */
export const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
