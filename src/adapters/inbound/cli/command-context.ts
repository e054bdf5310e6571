import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../../config/variable.js';

/** The process that a command runs in. */
export interface CommandContext {
  readonly env: Environment;
  readonly cwd: string;
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean | undefined; readonly columns?: number | undefined };
  readonly stderr: Writable & { readonly isTTY?: boolean | undefined };
  /** Stops the command early, between two steps. */
  readonly signal: AbortSignal;
  readonly version: string;
}

/** Why a command failed, in one line that says what to do. */
export interface CommandError {
  readonly _tag: 'CommandError';
  readonly message: string;
}

export const commandError = (message: string): CommandError => ({
  _tag: 'CommandError',
  message: message.replace(/\s+/g, ' '),
});

/** The message of something thrown. */
export const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
