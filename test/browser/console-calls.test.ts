import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { INTERNAL_SECRET, type Running, run, WEBHOOK_SECRET } from '../e2e/running.js';
import { deliverAll, officeWeek } from '../support/office-week.js';
import { type ConsoleBrowser, consoleBrowser, expectAccessible, settled } from './console-pages.js';

const PAGES = ['live', 'calls', 'voicemails', 'messages', 'statistics'];

describe('the calls of an app in the console', function () {
  this.timeout(60_000);
  let console: ConsoleBrowser;
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    console = await consoleBrowser();
    at = await run();
    app = await at.newApp('Harbor Clinic');
    await deliverAll(at.url, WEBHOOK_SECRET, officeWeek(Date.now()));
    while ((await at.request('GET', '/health')).body.inbox.pending > 0) await new Promise((go) => setImmediate(go));
  });
  after(async () => {
    await at.stop();
    await console.close();
  });

  const enter = async (options: Parameters<ConsoleBrowser['open']>[0] = {}): Promise<Page> => {
    const page = await console.open(options);
    await page.goto(`${at.url}/console`);
    await page.getByLabel('API key').fill(app.key);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Live', level: 1 }).waitFor();
    return page;
  };

  it('are shown as they ring, are answered and end, without loading the page', async () => {
    const page = await enter();
    await page.locator('main .stream-state .badge.good, .side .badge.good').first().waitFor();
    const call = { call_id: 777, direction: 'inbound', from_number: '+15550109999', to_number: '+15550100101' };
    const path = `/webhooks/dialpad/${app.id}`;
    const card = page.locator('.live-call', { hasText: '+1 555 010 9999' });
    await at.deliver({ event_type: 'call.ring', ...call }, path);
    await page.locator('.live-call.ringing', { hasText: '+1 555 010 9999' }).waitFor();
    await at.deliver({ event_type: 'call.started', ...call }, path);
    await page.locator('.live-call:not(.ringing)', { hasText: '+1 555 010 9999' }).waitFor();
    await at.deliver({ event_type: 'call.ended', duration: 12, ...call }, path);
    await card.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('are found by number and by what became of them, and each has a page with its events and webhooks', async () => {
    const page = await enter();
    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await page.locator('.list tbody tr, table tbody tr').first().waitFor();
    await page.getByLabel('Number or person').fill('(555) 011-0201');
    await page.keyboard.press('Enter');
    await page.waitForURL(/search=/);
    await page.locator('table tbody tr', { hasNotText: '+1 555 011 0201' }).first().waitFor({ state: 'detached' });
    await page.getByLabel('Status').selectOption('missed');
    await page.locator('table tbody tr', { hasNotText: 'Missed' }).first().waitFor({ state: 'detached' });
    await page.locator('table tbody a').first().click();
    await page.getByRole('heading', { name: 'What is known' }).waitFor();
    await settled(page);
    for (const title of ['Events it told', 'Webhooks it came from']) {
      const panel = page.getByRole('region', { name: title });
      await panel.locator('summary').first().click();
      await panel.locator('.payload').waitFor();
    }
    await expectAccessible(page);
    await page.goBack();
    await page.waitForURL(/status=missed/);
    await page.context().close();
  });

  it('leave voicemails to be read, messages as threads, and statistics', async () => {
    const page = await enter();
    await page.getByRole('link', { name: 'Voicemails', exact: true }).click();
    await page.locator('.voicemail', { hasText: 'opening hours' }).first().waitFor();
    await page.getByRole('link', { name: 'Messages', exact: true }).click();
    await page.locator('.thread-link').first().click();
    await page.locator('.bubble').first().waitFor();
    await page.getByRole('link', { name: 'Statistics', exact: true }).click();
    await page.locator('.chart canvas').first().waitFor();
    await page.context().close();
  });

  it('need a key that is valid, which the tab forgets when one signs out', async () => {
    const page = await console.open();
    await page.goto(`${at.url}/console/calls`);
    await page.getByLabel('API key').fill('app_wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The API key is not valid.').waitFor();
    await page.getByLabel('API key').fill(app.key);
    await page.keyboard.press('Enter');
    await page.locator('table tbody tr').first().waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    const kept = await page.evaluate('JSON.stringify([{ ...sessionStorage }, { ...localStorage }])');
    expect(kept).not.to.include(app.key).and.not.to.include(INTERNAL_SECRET);
    await page.context().close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`have nothing that keeps people out, on any page, ${colorScheme}`, async () => {
      const page = await enter({ colorScheme, reducedMotion: 'reduce' });
      for (const name of PAGES) {
        await page.goto(`${at.url}/console/${name}`);
        await settled(page);
        await expectAccessible(page);
      }
      await page.context().close();
    });
  }

  it('fit a screen of 320 pixels', async () => {
    const page = await enter({ viewport: { width: 320, height: 640 } });
    for (const name of PAGES) {
      await page.goto(`${at.url}/console/${name}`);
      await settled(page);
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).to.be.at.most(320);
    }
    await page.context().close();
  });
});
