#!/usr/bin/env node
import '../require-node.cjs';
import { readFileSync } from 'node:fs';

/* The program that `npx cti-server` runs: the server, or with `demo` its demonstration. */

const USAGE = `Usage: cti-server [command]

  (none)         start the server; its settings are in the environment and in .env
  demo [speed]   play a small office's phone traffic, 4 times faster than life if no speed is given

  -h, --help     show this
  -v, --version  show the version

cti moves, checks and backs up what a server stores, and simulates Dialpad: cti --help.
`;

const run = async ([command, ...rest]: readonly string[]): Promise<void> => {
  switch (command) {
    case undefined:
      await import('./main.js');
      return;
    case 'demo':
      await playDemo(rest);
      return;
    case '-h':
    case '--help':
      process.stdout.write(USAGE);
      return;
    case '-v':
    case '--version':
      process.stdout.write(`${versionOf(new URL('../package.json', import.meta.url))}\n`);
      return;
    default:
      process.stderr.write(`There is no command ${command}.\n\n${USAGE}`);
      process.exitCode = 1;
  }
};

const playDemo = async (args: readonly string[]): Promise<void> => {
  const { interruption } = await import('./interruption.js');
  await (await import('./demo/play-demo.js')).playDemo(args, interruption());
};

const versionOf = (file: URL): string => JSON.parse(readFileSync(file, 'utf8')).version;

await run(process.argv.slice(2));
