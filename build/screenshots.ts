import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { CONTACTS, OFFICE_PEOPLE } from '../src/testing/dialpad/people.js';
import { startTestServer } from '../src/testing/test-server.js';
import { launchBrowser } from '../test/support/browser.js';
import { buildConsole } from '../test/support/built-console.js';
import { deliverAll, officeWeek } from '../test/support/office-week.js';

/*
 * `npm run screenshots` takes the pictures of docs/console.md: of a server with a week of a small office. An argument names another
 * folder than docs/pictures.
 */

const FOLDER = process.argv[2] ?? fileURLToPath(new URL('../docs/pictures/', import.meta.url));
const SIZE = { width: 1280, height: 800 };

buildConsole();
mkdirSync(FOLDER, { recursive: true });
const server = await startTestServer();
const browser = await launchBrowser();

const administrator = async (method: string, path: string, body: unknown): Promise<void> => {
  const headers = { authorization: `Bearer ${server.internalApiSecret}`, 'content-type': 'application/json' };
  const { ok, status } = await fetch(`${server.url}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!ok) throw new Error(`${method} ${path} was answered with ${status}`);
};

const take = async (page: Page, name: string): Promise<void> => {
  const file = `${FOLDER}/console-${name}.png`;
  await page.evaluate('document.fonts.ready');
  await page.screenshot({ path: file, animations: 'disabled' });
  process.stdout.write(`${file}: ${Math.round(statSync(file).size / 1024)} kB\n`);
};

try {
  const app = await server.newApp('Harbor Clinic');
  await administrator('POST', `/internal/apps/${app.id}/users/batch-map`, {
    mappings: OFFICE_PEOPLE.map(({ id, email }) => ({ dialpad_user_id: id, crm_user_id: email })),
  });
  const contacts = CONTACTS.map(({ name, phone }) => ({
    number: phone,
    name,
    record_url: 'https://crm.example.com/1',
  }));
  await fetch(`${server.url}/api/contacts`, {
    method: 'PUT',
    headers: { 'x-app-api-key': app.key, 'content-type': 'application/json' },
    body: JSON.stringify({ contacts }),
  });
  await deliverAll(server.url, server.webhookSecret, officeWeek(Date.now()));

  const open = async (colorScheme: 'light' | 'dark', viewport = SIZE): Promise<Page> => {
    const page = await (
      await browser.newContext({
        colorScheme,
        viewport,
        reducedMotion: 'reduce',
        timezoneId: 'Europe/Berlin',
        locale: 'en-GB',
      })
    ).newPage();
    await page.goto(`${server.url}/console`);
    await page.getByLabel('API key').fill(app.key);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Live', level: 1 }).waitFor();
    await page.locator('.live-call').first().waitFor();
    await page.locator('.stream-state .badge.good').waitFor();
    return page;
  };
  const shoot = async (colorScheme: 'light' | 'dark', mark: string): Promise<void> => {
    const page = await open(colorScheme);
    await take(page, `live${mark}`);
    const go = async (link: string, ready: string, name: string): Promise<void> => {
      await page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name: link, exact: true }).click();
      await page.locator(ready).first().waitFor();
      await take(page, `${name}${mark}`);
    };
    await go('Calls', '.list tbody tr', 'calls');
    await page.locator('.list tr', { hasText: 'Transferred' }).first().locator('a').click();
    await page.getByText('In the CRM', { exact: true }).waitFor();
    await page.getByText('Loading…').first().waitFor({ state: 'detached' });
    await take(page, `call${mark}`);
    await go('Voicemails', '.voicemail', 'voicemails');
    await page.getByRole('link', { name: 'Messages', exact: true }).click();
    await page.locator('.thread-link').nth(2).click();
    await page.locator('.bubble').first().waitFor();
    await take(page, `messages${mark}`);
    await go('Statistics', '.chart canvas', 'statistics');
    await page.context().close();
  };
  const administration = async (): Promise<void> => {
    const page = await (await browser.newContext({ viewport: SIZE, reducedMotion: 'reduce' })).newPage();
    await page.goto(`${server.url}/console/start`);
    await page.getByLabel('Internal secret').fill(server.internalApiSecret);
    await page.keyboard.press('Enter');
    await page.getByLabel('Name of the app').fill('Base44 CRM');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Stored, go on' }).click();
    await page.getByRole('button', { name: 'Map the person' }).click();
    await page.getByRole('button', { name: 'Ring' }).click();
    await page.locator('.told-ring').waitFor();
    await page.locator('.step.now').scrollIntoViewIfNeeded();
    await take(page, 'start');
    await page.getByRole('link', { name: 'Inbox', exact: true }).click();
    await page.locator('.deliveries summary').nth(1).click();
    await page.locator('.payload').waitFor();
    await take(page, 'inbox');
    await page.goto(`${server.url}/console/admin/apps/${app.id}/people`);
    await page.locator('table tbody tr').first().waitFor();
    await take(page, 'people');
  };
  await shoot('light', '');
  await take(await open('dark'), 'live-dark');
  await take(await open('light', { width: 390, height: 800 }), 'live-narrow');
  await administration();
} finally {
  await browser.close();
  await server.stop();
}
