import { createRequire } from 'node:module';
import { isLeft } from 'fp-ts/lib/Either.js';
import { startServer } from '../../src/server.js';

/* Starts a server with the environment of this process, reports the CommonJS packages that are loaded by then, and stops it. */

const started = await startServer({ env: process.env })();
if (isLeft(started)) throw new Error(started.left.message);
const files = Object.keys(createRequire(import.meta.url).cache);
const names = files.flatMap((file) => /.*node_modules\/((@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
process.send?.([...new Set(names)]);
await started.right.stop();
process.disconnect();
