#!/usr/bin/env node
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLeft } from 'fp-ts/lib/Either.js';
import { loadConfig } from './adapters/config/load-config.js';
import { runDemo } from './adapters/demo/demo.js';
import { OFFICE_PEOPLE } from './adapters/dialpad/simulator/office-day.js';
import { startServer } from './server.js';

/*
 * The demonstration: a server on embedded storage in a fresh folder, an app with a key, its people mapped to CRM users, and
 * a few minutes of a small office's phone traffic, signed as Dialpad signs. `npm run demo -- 8` plays it eight times faster than life.
 */

const speed = Number(process.argv[2] ?? 4);
if (!(speed > 0)) {
  process.stderr.write('Say how many times faster than life the demonstration is to run: npm run demo -- 4\n');
  process.exit(1);
}

const folder = await mkdtemp(join(tmpdir(), 'cti-demo-'));
const settings = { PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, LOG_LEVEL: 'error' };

/** What a demonstration cannot go on from. */
const must = <A>(
  outcome:
    | { readonly _tag: 'Right'; readonly right: A }
    | { readonly _tag: 'Left'; readonly left: { readonly message: string } },
): A => {
  if (isLeft(outcome)) throw new Error(outcome.left.message);
  return outcome.right;
};

const { config } = must(await loadConfig({ env: settings, cwd: folder })());
const server = must(await startServer(config)());
const url = `http://127.0.0.1:${server.port}`;

const administer = async (path: string, body: unknown) => {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${config.internalApiSecret}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return JSON.parse(await response.text());
};

try {
  const { app_id: appId, api_key: appApiKey } = await administer('/internal/apps', { name: 'Demo office' });
  const mappings = OFFICE_PEOPLE.map(({ id, email }) => ({ dialpad_user_id: id, crm_user_id: email }));
  await administer(`/internal/apps/${appId}/users/batch-map`, { mappings });

  const { webhookSecret } = config;
  const { delivered, failed, told } = await runDemo({
    url,
    appId,
    appApiKey,
    webhookSecret,
    output: process.stdout,
    speed,
  });
  process.stdout.write(`\n${delivered} webhooks delivered, ${failed} refused; the CRM was told ${told} things.\n`);
} finally {
  await server.stop();
  await rm(folder, { recursive: true });
}
