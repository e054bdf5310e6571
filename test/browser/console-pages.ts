import axe from 'axe-core';
import { expect } from 'chai';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { INTERNAL_SECRET } from '../e2e/running.js';
import { launchBrowser } from '../support/browser.js';
import { buildConsole } from '../support/built-console.js';

/** How long a page may take for anything, in milliseconds. */
const PATIENCE_MS = 10_000;

/** Opens pages of the console in a browser. */
export interface ConsoleBrowser {
  readonly open: (options?: BrowserContextOptions) => Promise<Page>;
  /** A page of the administration, signed in. */
  readonly signedIn: (url: string, options?: BrowserContextOptions) => Promise<Page>;
  readonly close: () => Promise<void>;
}

/** Builds the console, and starts a browser. */
export const consoleBrowser = async (): Promise<ConsoleBrowser> => {
  buildConsole();
  const browser: Browser = await launchBrowser();
  const open: ConsoleBrowser['open'] = async (options = {}) => {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  };
  return {
    open,
    signedIn: async (url, options) => {
      const page = await open(options);
      await signIn(page, url);
      return page;
    },
    close: () => browser.close(),
  };
};

/** Signs in with the internal secret, and waits for the apps. */
export const signIn = async (page: Page, url: string): Promise<void> => {
  await page.goto(`${url}/console/admin/apps`);
  await page.getByLabel('Internal secret').fill(INTERNAL_SECRET);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Apps', level: 1 }).waitFor();
};

/** Waits until a page has read what it shows. */
export const settled = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByText('Loading…').first().waitFor({ state: 'detached' });
};

/** Runs axe in the page, as code that no policy of the page applies to. */
export const expectAccessible = async (page: Page): Promise<void> => {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then((found) =>
      found.violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
  );
  expect(violations, page.url()).to.deep.equal([]);
};
