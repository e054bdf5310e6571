#!/usr/bin/env node
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLeft } from 'fp-ts/lib/Either.js';
import { loadConfig } from '../adapters/config/load-config.js';
import { startServer } from '../server.js';
import { startSimulatedDialpad } from '../testing/dialpad/simulated-dialpad.js';
import { connectOffice } from './connect-office.js';
import { runDemo } from './demo.js';

/*
 * The demonstration: a simulated Dialpad, and a server on embedded storage in a fresh folder. An app is made, connected, provisioned
 * and its people mapped, as an administrator does it; then come a few minutes of a small office's phone traffic.
 * `npm run demo -- 8` plays it eight times faster than life.
 */

const speed = Number(process.argv[2] ?? 4);
if (!(speed > 0)) {
  process.stderr.write('Say how many times faster than life the demonstration is to run: npm run demo -- 4\n');
  process.exit(1);
}

/** A port that nobody listens on: Dialpad has to be told where the server is before it is there. */
const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
};

/** What a demonstration cannot go on from. */
const must = <A>(
  outcome:
    | { readonly _tag: 'Right'; readonly right: A }
    | { readonly _tag: 'Left'; readonly left: { readonly message: string } },
): A => {
  if (isLeft(outcome)) throw new Error(outcome.left.message);
  return outcome.right;
};

const folder = await mkdtemp(join(tmpdir(), 'cti-demo-'));
const url = `http://127.0.0.1:${await freePort()}`;
const dialpad = await startSimulatedDialpad();
const settings = {
  PORT: new URL(url).port,
  HOST: '127.0.0.1',
  DATA_DIR: folder,
  LOG_LEVEL: 'error',
  PUBLIC_URL: url,
  REDIRECT_URI: `${url}/auth/dialpad/callback`,
  DIALPAD_BASE_URL: dialpad.url,
  CLIENT_ID: dialpad.app.clientId,
  CLIENT_SECRET: dialpad.app.clientSecret,
};
const { config } = must(await loadConfig({ env: settings, cwd: folder })());
const server = must(await startServer(config)());

try {
  const { apiKey: appApiKey } = await connectOffice(url, config, 'Demo office');
  const { play } = dialpad;
  const { delivered, failed, told } = await runDemo({ url, appApiKey, play, output: process.stdout, speed });
  process.stdout.write(`\n${delivered} webhooks delivered, ${failed} refused; the CRM was told ${told} things.\n`);
} finally {
  await server.stop();
  await dialpad.stop();
  await rm(folder, { recursive: true });
}
