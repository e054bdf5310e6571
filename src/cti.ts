#!/usr/bin/env node
import '../require-node.cjs';
import { readFileSync } from 'node:fs';

/*
 * The command line tool for the person who runs a server: moves data between storages, checks and migrates a database, and
 * runs a simulated Dialpad. The first SIGINT stops a command between two steps, the second one stops it at once.
 */

// An old Node could not even read these, so they are not imported until it has been refused.
const { runCommandLine } = await import('./adapters/inbound/cli/run-command-line.js');
const { engineOf } = await import('./adapters/outbound/storage/open-storage.js');
const { uuidGenerator } = await import('./adapters/outbound/system/uuid-generator.js');
const { whoListens } = await import('./adapters/outbound/system/port-holder.js');
const { askRedis } = await import('./adapters/outbound/redis/ask-redis.js');
const { simulator } = await import('./testing/dialpad/simulator.js');

const { endOnClosedOutput } = await import('./closed-output.js');
const { interruption } = await import('./interruption.js');

endOnClosedOutput();
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const signal = interruption();

const { env, stdin, stdout, stderr } = process;
const programs = {
  start: async () => {
    await import('./main.js');
  },
  demo: async (args: readonly string[]) => (await import('./demo/play-demo.js')).playDemo(args, signal),
};
const context = { env, cwd: process.cwd(), stdin, stdout, stderr, signal, version };
const deps = { engineOf, simulator, ids: uuidGenerator, whoListens, askRedis, programs };
const code = await runCommandLine(process.argv.slice(2), context, deps);
// A program that was started sets its own.
process.exitCode ??= code;
