import { Option } from 'commander';
import type * as E from 'fp-ts/lib/Either.js';
import type { Command } from './command.js';
import type { Complaint } from './complaint.js';

/** Takes the command that was read, or what is wrong with it. */
export type Be = (command: E.Either<Complaint, Command>) => void;

/** The option of every command that shows data. */
export const jsonOption = (): Option => new Option('--json', 'print JSON, for programs');
