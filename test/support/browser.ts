import { spawnSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';

/** What distributions call the browser, in the order of preference. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Where the browser is: CHROMIUM_PATH, or the first on the path. Null if there is none. */
const chromiumPath = (): string | null => {
  if (process.env.CHROMIUM_PATH !== undefined) return process.env.CHROMIUM_PATH;
  return NAMES.find((name) => spawnSync(name, ['--version']).status === 0) ?? null;
};

/** Whether tests can drive a browser here. */
export const hasBrowser = (): boolean => chromiumPath() !== null;

/** Starts a browser without a window. Playwright's own is not downloaded: the system's is used. */
export const launchBrowser = (): Promise<Browser> => {
  const named = chromiumPath();
  if (named === null) throw new Error('no Chromium: install it, or set CHROMIUM_PATH');
  const executablePath = named.includes('/') ? named : spawnSync('which', [named], { encoding: 'utf8' }).stdout.trim();
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
};
