#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { runCommandLine } from './adapters/inbound/cli/run-command-line.js';

/*
 * The command for whoever runs a server: moving what is kept to another engine, checking the database and its schema. A first
 * SIGINT breaks a command off between two steps, a second one at once.
 */

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
process.once('SIGTERM', () => interruption.abort());

const { env, stdin, stdout, stderr } = process;
process.exitCode = await runCommandLine(process.argv.slice(2), {
  env,
  cwd: process.cwd(),
  stdin,
  stdout,
  stderr,
  signal: interruption.signal,
  version,
});
