#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { runCommandLine } from './adapters/inbound/cli/run-command-line.js';
import { engineOf } from './adapters/outbound/storage/open-storage.js';
import { uuidGenerator } from './adapters/outbound/system/uuid-generator.js';
import { simulator } from './testing/dialpad/simulator.js';

/*
 * The command line tool for the person who runs a server: moves data between storages, checks and migrates a database, and
 * runs a simulated Dialpad. The first SIGINT stops a command between two steps, the second one stops it at once.
 */

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
process.once('SIGTERM', () => interruption.abort());

const { env, stdin, stdout, stderr } = process;
const context = { env, cwd: process.cwd(), stdin, stdout, stderr, signal: interruption.signal, version };
process.exitCode = await runCommandLine(process.argv.slice(2), context, { engineOf, simulator, ids: uuidGenerator });
