import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { CommandContext } from '../../../../src/adapters/inbound/cli/command-context.js';

/** A context with streams for a command, and what the command has written to them. */
export const commandStreams = (changes: Partial<CommandContext> & { readonly input?: string } = {}) => {
  const { input = '', ...rest } = changes;
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const written = { stdout: text(stdout), stderr: text(stderr) };
  const context: CommandContext = {
    env: {},
    cwd: '/nowhere',
    stdin: Readable.from([Buffer.from(input)]),
    stdout,
    stderr,
    signal: new AbortController().signal,
    version: '1.2.3',
    ...rest,
  };
  const ended = async () => {
    stdout.end();
    stderr.end();
    return { stdout: await written.stdout, stderr: await written.stderr };
  };
  return { context, ended };
};
