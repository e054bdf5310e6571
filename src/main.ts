#!/usr/bin/env node
import { isLeft } from 'fp-ts/lib/Either.js';
import { loadConfig } from './adapters/config/load-config.js';
import { startServer } from './server.js';

/** Prints one line on the error output and ends the process. */
const refuse = (message: string): never => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const loaded = await loadConfig({ env: process.env, cwd: process.cwd() })();
if (isLeft(loaded)) refuse(loaded.left.message);
else {
  const server = await startServer(loaded.right.config)();
  if (isLeft(server)) refuse(server.left.message);
}
