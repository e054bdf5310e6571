import type { ServerCommand } from './server-command.js';
import type { Simulation } from './simulation.js';
import type { Scenario } from './simulator.js';

/** A command that uses the storage that the server's variables name. `json` prints what it did as one JSON document. */
export type StorageCommand = { readonly json: boolean } & (
  | { readonly name: 'migrate' }
  | { readonly name: 'check' }
  /** `file` is null for standard output, and undefined where none is named. */
  | { readonly name: 'export'; readonly file: string | null | undefined }
  /** `file` is null for standard input. */
  | { readonly name: 'import'; readonly file: string | null }
  | { readonly name: 'backup'; readonly file: string; readonly force: boolean }
  | { readonly name: 'restore'; readonly file: string }
  | { readonly name: 'mark' }
);

/** A question to a running server. */
export interface Asked {
  readonly name: 'ask';
  readonly command: ServerCommand;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** An app's stream is followed. */
export interface Tail {
  readonly name: 'tail';
  readonly since: number | undefined;
  readonly events: string | undefined;
  readonly url: string | undefined;
  readonly json: boolean;
}

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

export type Command =
  | { readonly name: 'help'; readonly text: string }
  | { readonly name: 'version' }
  | StorageCommand
  | Asked
  | Tail
  | { readonly name: 'doctor'; readonly json: boolean }
  | { readonly name: 'start' }
  | { readonly name: 'demo'; readonly speed: string | undefined }
  | { readonly name: 'scenarios'; readonly json: boolean; readonly scenarios: readonly Scenario[] }
  | ({ readonly name: 'simulate' } & Simulation)
  | { readonly name: 'completion'; readonly shell: Shell };
